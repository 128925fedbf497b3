"""Writing an atlas, and changing the one in a folder: whole or not at all, one writer at a time."""

from mapkit.saving.folder.edit import add, change, remove, undo
from mapkit.saving.writing import write

__all__ = ["add", "change", "remove", "undo", "write"]
