"""A newer template merged into a project, without losing a line of it."""
