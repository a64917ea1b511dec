"""The merge: trees in, a tree out."""
