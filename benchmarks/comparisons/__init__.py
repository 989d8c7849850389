"""Comparisons with other engines, a file for each question."""
