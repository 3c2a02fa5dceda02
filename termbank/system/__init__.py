"""Disk, processes and git; nothing here knows of glossaries."""
