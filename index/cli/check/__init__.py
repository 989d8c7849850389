"""Command `check`: mistakes and warnings of glossary files, for people and programs."""
