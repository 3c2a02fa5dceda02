"""Which words are terms, and every relation between records in both directions."""
