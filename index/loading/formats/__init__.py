"""File formats of glossaries: one module for each behind one interface, `Reader`."""
