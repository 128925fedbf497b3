"""Changes of an atlas that is a folder of text files."""
