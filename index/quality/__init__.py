"""Quality: what of a valid glossary is worth a second look."""
