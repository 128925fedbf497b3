"""`python -m mapkit` is the command `mapkit`."""

from mapkit.cli import main

main()
