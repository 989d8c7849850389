"""Client of an OpenSearch cluster."""
