"""Which entries of several reports tell of one event (a later room)."""
