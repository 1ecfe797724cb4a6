"""`python -m greffier.cli`."""

from greffier.cli.app import main

if __name__ == "__main__":
    main()
