"""Pages for people (a later room)."""
