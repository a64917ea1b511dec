"""A closer look at the champion: what features, rows and weights are worth, and where it errs."""
