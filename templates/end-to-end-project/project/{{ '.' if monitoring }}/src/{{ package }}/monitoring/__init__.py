"""The champion in use: drift of its input, its predictions and its score, against a reference."""
