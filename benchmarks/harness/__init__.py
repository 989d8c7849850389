"""Harness: runs both sides of a comparison, loads them, measures, reports."""
