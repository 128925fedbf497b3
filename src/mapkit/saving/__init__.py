"""Writing an atlas, and changing the one in a folder: whole or not at all, one writer at a time."""

from mapkit.saving.editing import add, change, remove, undo
from mapkit.saving.written import write

__all__ = ["add", "change", "remove", "undo", "write"]
