"""The manual: the pages under docs made into two sites, one French and one English.

    make docs                       # both, into build/docs
    python -m manual.examples       # says where a printed example is no longer what the program prints
    python -m manual.examples --write

See docs/decisions/manual.md.
"""
