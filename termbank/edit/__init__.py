"""Changes of content files that a person asks for by a command: new, rename, retire, merge, split."""
