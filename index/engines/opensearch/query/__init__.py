"""Queries to an OpenSearch index."""
