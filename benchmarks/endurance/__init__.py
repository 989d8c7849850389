"""Long runs and worst cases: what grows, fails, or costs most."""
