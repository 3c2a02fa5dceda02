"""Tests of the built site: as files, as documents, and in a real browser."""
