"""What single cells mean: dates, places, kinds, sources."""
