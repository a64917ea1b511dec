"""A file of data: read, looked at, and what follows from it."""
