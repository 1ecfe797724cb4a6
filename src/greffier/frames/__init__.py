"""From sentences to propositions, and from propositions to frames."""
