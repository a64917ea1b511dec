"""One module for each command: its options, one call, what it tells."""
