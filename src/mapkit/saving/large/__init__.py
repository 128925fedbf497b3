"""Writing and changing a large atlas: Parquet tables with a time index."""
