"""The local preview: a server, and following saves."""
