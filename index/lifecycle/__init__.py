"""Live reload: leader election, shared state, build process."""
