"""Dictionaries of the dictd server: an index of names, and a file of articles."""
