"""The content model, and how files become records."""
