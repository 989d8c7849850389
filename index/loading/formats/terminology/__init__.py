"""Terminologies: concepts with names in several languages, from SKOS and TBX files."""
