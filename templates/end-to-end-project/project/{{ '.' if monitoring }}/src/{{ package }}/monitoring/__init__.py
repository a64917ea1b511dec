"""What watches the service: input drift, feedback and the archive of the prediction log."""
