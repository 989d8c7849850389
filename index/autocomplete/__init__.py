"""Prefix lookup, exact and with one edit."""
