"""A year in the lives of synthetic people, on the real code with a moved clock; see year.py."""
