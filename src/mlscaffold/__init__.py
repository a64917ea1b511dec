"""Makes end-to-end machine-learning portfolio projects, and keeps them up to date."""

__version__ = "0.1.0"
