"""Pages for other sites: the snippets to copy, and the widget alone in a frame."""
