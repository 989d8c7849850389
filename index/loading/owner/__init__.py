"""Owner in the header of a glossary: colors, logo, addresses."""
