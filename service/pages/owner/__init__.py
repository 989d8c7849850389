"""Owner of the glossary on the pages."""
