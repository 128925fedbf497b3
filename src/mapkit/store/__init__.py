"""The store of incidents: answers in SQL, in memory or from Parquet files."""
