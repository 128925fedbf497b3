"""`atlas.toml`: what an atlas says of itself, checked entry by entry."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from mapkit.edtf import read_span
from mapkit.errors import ParseError, Problem
from mapkit.files.limits import beyond, is_number
from mapkit.files.tables import read_text
from mapkit.incident_columns import FIRST, FORMAT
from mapkit.records import DASHES, LASTED, PATTERNS, SHAPES, Chapter, Kind, Layer, Meta, Party, StateKind
from mapkit.view_parts import UNDENIED, least_origins
from mapkit.when import Window
from mapkit.where import BBox

T = TypeVar("T")

NAME = "atlas.toml"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
DEVICES = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789\u00b9\u00b2\u00b3"),
    )
)
_LANGUAGE = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{0,34}", re.ASCII)
_BOX = 4
_OPTIONAL = ("colour", "dash", "pattern")  # how a state looks
_TEXTS = ("title", "description", "calendar", "licence")
_ENTRIES = (
    "as_of",
    "calendar",
    "chapters",
    "credits",
    "description",
    "format",
    "home",
    "kinds",
    "labels",
    "labels_fixed",
    "layers",
    "licence",
    "parties",
    "slash",
    "states",
    "title",
    "window",
)


def unportable(name: str) -> str:
    """Why the file of a layer, `name` and an ending, cannot be on every system, in words; "" if it can.

    The rules are those of Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file.
    """
    if name.endswith((".", " ")):
        return "it ends in a dot or a space"
    return "it is the name of a device on Windows" if is_device(name) else ""


def is_device(name: str) -> bool:
    """Whether Windows takes a file of this name, whatever its ending, for a device such as the console."""
    return name.partition(".")[0].strip().casefold() in DEVICES


def read_settings(folder: Path) -> tuple[Meta, int, list[Problem]]:
    """The settings of an atlas folder, its format, and every problem with them; what is sound is kept."""
    text, problems = read_text(folder / NAME)
    if problems:
        return Meta(""), FORMAT, problems
    try:
        found = tomllib.loads(text)
        wrong = beyond(found)
    except (ValueError, RecursionError) as error:  # tomllib's own error is a ValueError, that of an endless number too
        wrong = str(error)
    if wrong:
        return Meta(""), FORMAT, [Problem(NAME, "toml-unreadable", f"{wrong}: write valid TOML")]
    return settings_of(found)


def settings_of(found: Mapping[str, Any]) -> tuple[Meta, int, list[Problem]]:
    """The same for entries that are read already."""
    reader = _Reader(found)
    return reader.meta(), reader.format(), reader.problems


class _Reader:
    """Takes the entries of one document and gathers the problems on the way."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.found = found
        self.problems: list[Problem] = []

    def meta(self) -> Meta:
        for name in self.found:
            if name not in _ENTRIES:
                self.add(name, "entry-unknown", f"not an entry of {NAME}: use {', '.join(_ENTRIES)}")
        texts = {name: self.text(name, self.found.get(name, "")) for name in _TEXTS}
        if not texts["title"]:
            self.add("title", "entry-missing", 'write title = "..."')
        return Meta(
            **texts,
            labels=self.texts("labels"),
            labels_fixed=self.labels_fixed(),
            credits=self.texts("credits"),
            layers=self.table("layers", Layer),
            kinds=self.table("kinds", Kind),
            parties=self.parties(),
            states=self.table("states", StateKind),
            home=self.box("home", self.found.get("home")),
            as_of=self.day("as_of", self.found.get("as_of")),
            slash=self.slash(),
            window=self.window("window", self.found.get("window")),
            chapters=tuple(self.chapters()),
        )

    def parties(self) -> tuple[Party, ...]:
        """The parties, but for ids that ask for something else than a party."""
        found = self.table("parties", Party)
        for party in found:
            if party.id == UNDENIED or least_origins(party.id) is not None:
                words = f"{party.id!r} asks for a map according to many: give the party another id"
                self.add("parties", "party-reserved", words)
        return found

    def add(self, name: str, code: str, text: str) -> None:
        self.problems.append(Problem(f"{NAME} {name}", code, text))

    def text(self, name: str, value: Any) -> str:
        if isinstance(value, str):
            return value
        self.add(name, "entry-type", f"{value!r} is no text: put it in quotes")
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.found.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.add(name, "entry-type", f'{value!r} is no list of texts: write {name} = ["...", "..."]')
            return ()
        if name == "labels" and (odd := [one for one in value if not _LANGUAGE.fullmatch(one)]):
            self.add(name, "language-unknown", f"{odd} are no language codes: write codes such as en, hy, az")
        return tuple(value)

    def labels_fixed(self) -> bool:
        value = self.found.get("labels_fixed", False)
        if not isinstance(value, bool):
            self.add("labels_fixed", "entry-type", f"{value!r} is neither true nor false: write labels_fixed = true")
        elif value and not self.found.get("labels"):
            self.add("labels_fixed", "entry-missing", 'no names are there to fix: write labels = ["...", "..."] too')
        return value is True

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        rows = self.found.get(name, [])
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            return rows
        self.add(name, "entry-type", f"write each entry under a [[{name}]] line")
        return []

    def table(self, name: str, record: type[T]) -> tuple[T, ...]:
        columns = [field.name for field in fields(record)]  # type: ignore[arg-type]
        made: list[T] = []
        seen: set[str] = set()
        for number, row in enumerate(self.rows(name), 1):
            place = f"{name} {number}"
            for column in row:
                if column not in columns:
                    self.add(place, "entry-unknown", f"{column!r}: use {', '.join(columns)}")
            cells = {column: self.text(f"{place} {column}", row.get(column, "")) for column in columns}
            self.check_row(place, cells)
            if record is Layer:
                self.check_layer(place, cells["id"], seen)
            if cells["id"] in seen:
                self.add(place, "id-double", f"the id {cells['id']!r} stands twice: give each its own")
            seen.add(cells["id"])
            made.append(record(**cells))
        return tuple(made)

    def check_layer(self, place: str, name: str, seen: set[str]) -> None:
        """A layer is a file called after it, which must have a place of its own on any system."""
        known = {one.casefold() for one in seen - {name}}
        why = unportable(name) if not name.startswith(".") else ""  # which reading the layers refuses
        why = why or ("another id differs in the case of letters alone" if name.casefold() in known else "")
        if why:
            self.add(place, "layer-name", f"{name!r} is no name of a file on every system: {why}: choose another id")

    def check_row(self, place: str, cells: Mapping[str, str]) -> None:
        for column in ("id", "label"):
            if not cells[column]:
                self.add(place, "entry-missing", f"{column} is missing")
        optional = _OPTIONAL if "pattern" in cells else ()
        given = {column: cell for column, cell in cells.items() if cell or column not in optional}
        if "colour" in given and not _COLOUR.fullmatch(given["colour"]):
            self.add(place, "colour-unreadable", f"{given['colour']!r} is no colour: write it like #D55E00")
        for column, allowed in (("shape", SHAPES), ("dash", DASHES), ("pattern", PATTERNS)):
            if column in given and given[column] not in allowed:
                self.add(place, f"{column}-unknown", f"{given[column]!r}: use {', '.join(allowed)}")

    def box(self, name: str, value: Any) -> BBox | None:
        if value is None:
            return None
        plain = isinstance(value, list) and all(map(is_number, value))
        if not plain or len(value) != _BOX:
            self.add(name, "box-unreadable", f"{value!r} is no box: write [west, south, east, north] in degrees")
            return None
        try:
            return BBox(*map(float, value))
        except ParseError as error:
            self.add(name, error.code, str(error))
            return None

    def window(self, name: str, value: Any) -> Window | None:
        if value is None:
            return None
        if isinstance(value, list | dict):
            self.add(name, "when-unreadable", f'{value!r} is not a date: write one such as "2020-12"')
            return None
        try:
            return read_span(str(value)).window
        except ParseError as error:
            self.add(name, error.code, str(error))
            return None

    def day(self, name: str, value: Any) -> date | None:
        window = self.window(name, value)
        if window is None:
            return None
        if window.days == 1:
            return window.start
        self.add(name, "day-missing", f"{value!r} is no day: write one such as 2023-09-30")
        return None

    def format(self) -> int:
        """The version of the format; it is 1 where nothing is said."""
        value = self.found.get("format", FIRST)
        if type(value) is int and FIRST <= value <= FORMAT:
            return value
        self.add(
            "format", "format-unknown", f"{value!r} is no format that this mapkit reads: write {FORMAT}, or update it"
        )
        return FORMAT

    def slash(self) -> str:
        """What dates with a slash say, where somebody wrote it down; there is one answer in this format."""
        value = self.found.get("slash", "")
        if value not in ("", LASTED):
            words = f'write slash = "{LASTED}", or the dates that did not last as one day of several, [a..b]'
            self.add("slash", "slash-unknown", f"{value!r} is nothing that a slash can say here: {words}")
            return ""
        return str(value)

    def chapters(self) -> list[Chapter]:
        made = []
        for number, row in enumerate(self.rows("chapters"), 1):
            place = f"chapters {number}"
            label, window = self.text(f"{place} label", row.get("label", "")), self.window(place, row.get("when"))
            text = self.text(f"{place} text", row.get("text", ""))
            for column in row.keys() - {"label", "when", "box", "text"}:
                self.add(place, "entry-unknown", f"{column!r}: use label, when, box, text")
            if not label or row.get("when") is None:
                self.add(place, "entry-missing", "a chapter needs label and when")
            elif window:
                made.append(Chapter(label, window, self.box(place, row.get("box")), text))
        return made
