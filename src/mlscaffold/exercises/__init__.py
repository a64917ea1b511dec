"""What learners of a course write: which exercises are done, and a template without their solutions."""
