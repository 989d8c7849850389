"""Adapters: other engines and baselines, each a small program with an HTTP server."""
