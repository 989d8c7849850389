"""Build, publish, and remove indices in a cluster."""
