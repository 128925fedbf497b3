"""What is kept back from what is published, and the check that nothing of it leaks."""
