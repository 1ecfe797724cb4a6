"""One module a step; each gives its `revision` and the `down_revision` before it."""
