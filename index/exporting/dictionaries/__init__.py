"""Dictionaries for programs that look words up: dictd and StarDict."""
