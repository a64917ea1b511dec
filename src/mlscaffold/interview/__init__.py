"""What a person is asked, and how, until it is clear what to make."""
