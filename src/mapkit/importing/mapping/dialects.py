"""The dialects that are known by name: mappings as data, written from the providers' public codebooks."""

from functools import cache
from importlib.resources import files
from itertools import chain

from mapkit.errors import ParseError
from mapkit.importing.mapping.table_map import TableMap

_FOLDER = files("mapkit.importing.mapping") / "dialects"
PLAIN = "plain"


@cache
def dialect_names() -> tuple[str, ...]:
    """The names of all dialects, sorted; "plain" is the one that recognises columns by name and content."""
    named = (one.name.removesuffix(".toml") for one in _FOLDER.iterdir() if one.name.endswith(".toml"))
    return tuple(sorted(chain(named, [PLAIN])))


@cache
def dialect(name: str) -> TableMap:
    """The mapping of a provider's tables. Raises ParseError for a name that is none, or is "plain"."""
    if name == PLAIN or name not in dialect_names():
        raise ParseError("dialect-unknown", f"{name!r} is no dialect: write one of {', '.join(dialect_names())}")
    return TableMap.parse((_FOLDER / f"{name}.toml").read_text("utf-8"), f"{name}.toml")
