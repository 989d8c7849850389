"""Command line: check, build, evaluate, explain, gaps."""
