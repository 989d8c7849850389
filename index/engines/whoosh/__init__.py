"""Whoosh as the engine."""
