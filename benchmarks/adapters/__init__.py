"""What is measured against each other: each a small program that answers over HTTP."""
