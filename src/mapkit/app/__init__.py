"""The Streamlit page: `show("geo")` is the whole app."""

from mapkit.app.page import show

__all__ = ["show"]
