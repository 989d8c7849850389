"""Tests of the command `coverage`."""
