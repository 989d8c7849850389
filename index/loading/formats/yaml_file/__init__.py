"""YAML files: their content, and their mistakes in plain words."""
