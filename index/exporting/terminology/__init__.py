"""Terminologies: concepts with names in several languages, as SKOS and TBX."""
