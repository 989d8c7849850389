"""The command line: check, build, evaluate, explain, gaps."""
