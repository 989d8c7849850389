"""Logs, metrics, and alerts."""
