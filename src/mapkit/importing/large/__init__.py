"""Importing tables of millions of rows."""
