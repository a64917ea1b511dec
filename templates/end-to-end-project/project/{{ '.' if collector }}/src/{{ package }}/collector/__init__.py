"""The data collected from a public API, day by day."""
