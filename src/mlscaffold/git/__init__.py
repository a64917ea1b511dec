"""Git: the few commands that a project needs, and its plumbing in a scratch store."""
