"""Scripts with rules of their own."""
