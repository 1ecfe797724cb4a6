"""Data files: kinds, languages, tables of actors and places, words of the interface."""
