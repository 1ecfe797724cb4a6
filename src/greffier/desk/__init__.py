"""What every door does with a ledger, be it the command line or a page: put a question, renew what judgements touch."""
