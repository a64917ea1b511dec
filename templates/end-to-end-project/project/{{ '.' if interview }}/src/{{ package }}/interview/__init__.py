"""Notes to prepare an interview with; git ignores them, as rehearsed answers are nobody else's."""
