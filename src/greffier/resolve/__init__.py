"""From frames to entries: dates, places, actors, quantities with their values."""
