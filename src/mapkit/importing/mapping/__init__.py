"""Which column of a table is which field, and the dialects of providers."""
