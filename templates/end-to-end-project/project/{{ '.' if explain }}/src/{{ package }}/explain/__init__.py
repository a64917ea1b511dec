"""What drove a prediction."""
