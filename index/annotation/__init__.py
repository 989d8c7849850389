"""Annotation: the places where a text uses a name of the glossary."""
