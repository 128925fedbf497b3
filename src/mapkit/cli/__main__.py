"""`python -m mapkit.cli` is the command `mapkit`."""

from mapkit.cli import main

main()
