"""The tests: real things, read as sentences."""
