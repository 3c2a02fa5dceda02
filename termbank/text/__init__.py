"""A file's text, places in it, and problems about it."""
