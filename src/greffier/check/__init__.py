"""What can be verified: weekdays, distances, sums (a later room)."""
