"""WSGI middleware: request, headers, cache, compression, load shedding."""
