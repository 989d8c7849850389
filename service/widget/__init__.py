"""The versioned files of the widget."""
