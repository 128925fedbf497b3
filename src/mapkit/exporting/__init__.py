"""What leaves the house: every format, snapshots and evidence bundles."""
