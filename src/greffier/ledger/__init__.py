"""Keeps entries and answers queries (a later room)."""
