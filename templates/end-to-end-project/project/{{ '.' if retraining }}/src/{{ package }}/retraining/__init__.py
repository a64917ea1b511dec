"""Retraining: a challenger takes the champion's place only when it wins on rows that neither saw."""
