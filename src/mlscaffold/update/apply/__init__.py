"""What makes a merge true, whole or not at all."""
