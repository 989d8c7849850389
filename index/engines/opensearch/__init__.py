"""OpenSearch as the engine."""
