"""Diagrams drawn at build time as SVG."""
