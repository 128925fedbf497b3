"""The sources that one cell names: a title, titles with a character between them, addresses, or a list in JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mapkit.importing.cells.vocabulary import missing

TITLES = ("title", "description", "name")  # keys of a source that is a JSON object, the first that says something
ADDRESSES = ("url", "path", "link", "href")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_BEFORE_ADDRESS = r"\s*(?=https?://)"


class Cited(NamedTuple):
    """A source as a cell names it; `url` is "" where there is none."""

    title: str
    url: str = ""


def cited(cell: str, split: str = "") -> list[Cited]:
    """The sources that a cell names, in its order.

    `split` stands between titles; between addresses only where the next one begins, for it may stand in an address
    too. A JSON list holds texts or objects, whose title and address are looked for under TITLES and ADDRESSES. A text
    that is an address is a source with the title of its host. A list that is no JSON is a text like any other.
    """
    if not cell or missing(cell):
        return []
    members = _members(cell)
    return list(_of_members(members) if members is not None else _of_texts(_parts(cell, split)))


def _members(cell: str) -> list[Any] | None:
    """The members of a JSON list of texts and objects; None for any other cell."""
    if not (cell.startswith("[") and cell.endswith("]")):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if all(isinstance(one, str | dict) for one in found) else None


def _of_members(members: list[Any]) -> Iterator[Cited]:
    for one in members:
        if isinstance(one, str):
            yield from _of_texts([one])
            continue
        title, url = _first(one, TITLES), _first(one, ADDRESSES)
        if title or url:
            yield Cited(title or host(url), url)


def _of_texts(texts: list[str]) -> Iterator[Cited]:
    for text in map(str.strip, texts):
        if text and not missing(text):
            yield Cited(host(text), text) if _ADDRESS.fullmatch(text) else Cited(text)


def _parts(cell: str, split: str) -> list[str]:
    if not split:
        return [cell]
    if _ADDRESS.match(cell):
        return re.split(re.escape(split.strip() or split) + _BEFORE_ADDRESS, cell, flags=re.IGNORECASE)
    return cell.split(split)


def _first(found: dict[str, Any], keys: tuple[str, ...]) -> str:
    texts = (found.get(key) for key in keys)
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def host(url: str) -> str:
    """The host of an address, as the title of a source that has none of its own."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
