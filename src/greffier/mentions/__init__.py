"""What a report's words name: times, quantities, places, actors, quotations."""
