"""Loading: glossary files to validated glossaries."""
