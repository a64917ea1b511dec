"""A course: one source for everybody's project, and all of them updated at once."""
