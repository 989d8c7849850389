"""Retrieval channels: exact, lexical, fuzzy, semantic."""
