"""HTML: which text flows, and where it may be marked."""
