"""Memory-mapped columns and the entry store."""
