"""Spreads the work over processes and machines (a later room)."""
