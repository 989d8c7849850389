"""Gunicorn: worker and log."""
