"""Sheets of rows from files of any format."""
