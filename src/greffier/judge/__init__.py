"""What people decide about entries (a later room)."""
