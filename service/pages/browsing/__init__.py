"""Ways through the glossary: nearest entries, previous and next entry."""
