"""The live demo: the model in the visitor's browser."""
