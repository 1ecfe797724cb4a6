"""Adds made-up reports to the ledger that is named, and prints the number of each that is kept; for a process of its
own. With a journal mode, that one. What goes wrong with the ledger is told in a sentence, with greffier's exit code."""

from __future__ import annotations

import sys
from pathlib import Path

from greffier.errors import GreffierError
from greffier.ledger import driver, open_ledger
from ledger.made import keep, report

if __name__ == "__main__":
    if sys.argv[3] == "delete":
        driver.SAFE_WAL = (99,)  # as with a SQLite that is older
    try:
        with open_ledger(Path(sys.argv[1])) as ledger:
            for number in range(int(sys.argv[2])):
                keep(ledger, report(number))
                print(number, flush=True)
    except GreffierError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
