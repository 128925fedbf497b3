"""The script that `mapkit serve` runs for each session: the path of the atlas, and whether the page may write to it."""

import sys

from mapkit.app.page import show

if __name__ == "__main__":  # as Streamlit runs it
    show(sys.argv[1], edit="--edit" in sys.argv[2:])
