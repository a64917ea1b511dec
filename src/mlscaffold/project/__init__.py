"""A project made in its place, installed and run."""
