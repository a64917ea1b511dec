"""Months that have passed, replayed: what was seen, what was done about it, what it brought."""
