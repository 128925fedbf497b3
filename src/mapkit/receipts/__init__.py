"""The receipt of an export: what it says, where a file carries it, and whether the file is whole."""
