"""The Streamlit page: `show("geo")` is the whole app. It is loaded when shown, so that a server starts at once."""

from pathlib import Path

__all__ = ["show"]


def show(path: str | Path, *, edit: bool = False) -> None:
    """Show the atlas folder at `path`; this is the whole Streamlit script. A broken atlas is told in plain words.

    With `edit` the page can add incidents to the folder, and undo it.
    """
    from mapkit.app import page  # noqa: PLC0415 - pandas and the rest, which a server does not need to start

    page.show(path, edit=edit)
