"""Command `coverage`: which entries saved pages use, and which words they lack."""
