"""Values and errors that all other packages share."""
