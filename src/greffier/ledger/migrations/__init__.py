"""Steps from one schema to the next, run in order by `greffier.ledger.migrate`. A released one is never changed."""
