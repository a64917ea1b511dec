"""The tests of the exercises; each needs its own exercise alone, and neither data nor a run."""
