"""The map that a browser shows: what it gets to know, and the page around it."""
