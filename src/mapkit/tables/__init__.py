"""Incidents as tables for other programs, and the book that explains their columns."""
