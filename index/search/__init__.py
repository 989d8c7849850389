"""The search pipeline: retrieve, correct, score, rank, present."""
