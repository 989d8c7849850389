"""HTTP for the index: parameters, JSON, problems and pages."""

VERSION = "0.2.0"
