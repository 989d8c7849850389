"""Library that indexes and searches glossaries, independent of HTTP."""
