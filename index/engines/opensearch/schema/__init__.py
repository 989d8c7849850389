"""Mapping and documents of an OpenSearch index."""
