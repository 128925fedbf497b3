"""Other people's tables as incidents: what their cells mean, and what is doubtful in them."""
