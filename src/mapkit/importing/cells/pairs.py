"""One cell with both coordinates: a pair of numbers or angles, or the well-known text (WKT) of a point."""

import re
from dataclasses import dataclass

from mapkit.errors import ParseError
from mapkit.importing.cells.angles import Angle, plain_signs, read_angle
from mapkit.where import number

LONGEST = 160  # signs of a cell that may be two coordinates
WGS_84 = "4326"  # the EPSG code of latitude and longitude in degrees

# Well-known text: OGC 06-103r4, Simple feature access 1.2.1, clause 7; x is the longitude. The SRID is PostGIS's.
_WKT = re.compile(
    r"(?:SRID\s*=\s*(?P<srid>\d+)\s*;\s*)?"
    r"(?P<type>POINT|(?:MULTI)?(?:LINESTRING|POLYGON|CURVE|SURFACE)|MULTIPOINT|GEOMETRYCOLLECTION|CIRCULARSTRING"
    r"|COMPOUNDCURVE|CURVEPOLYGON|POLYHEDRALSURFACE|TIN|TRIANGLE)\s*(?P<heights>ZM|Z|M)?\s*(?P<rest>EMPTY\Z|\(.*)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_NUMBERS_OF = {"": (2, 3), "Z": (3,), "M": (3,), "ZM": (4,)}
_BRACKETS = re.compile(r"[(\[](.*)[)\]]")
_STRONG = re.compile(r"\s*[;|]\s*")
_WEAK = re.compile(r"\s*,\s*|\s+")
_WHOLE_PAIR = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_HINT = "write it like 39.85, 46.75 or POINT (46.75 39.85)"


@dataclass(frozen=True)
class Pair:
    """Two coordinates as their cell has them; `order` is "lon lat" for WKT, and "" where the cell does not tell."""

    first: Angle
    second: Angle
    order: str = ""


def read_pair(text: str, decimal: str = "") -> Pair | None:
    """The two coordinates of a cell, None for an empty WKT point.

    A height or a measure in WKT is left off. A pair has a comma, a semicolon, a bar or a space between its parts, and
    may stand in brackets; it is read only if it can be parted in one way. Raises ParseError: coordinates-type (WKT of a
    line or an area), coordinates-srid, and those of `angles.read_angle`, whose `decimal` is handed on.
    """
    if found := _WKT.match(text):
        return _wkt(found)
    plain = plain_signs(text) if len(text) <= LONGEST else ""
    if inner := _BRACKETS.fullmatch(plain):
        plain = inner.group(1).strip()
    if _WHOLE_PAIR.fullmatch(plain):
        meant = f"two whole numbers or the one number {plain.replace(',', '.')}"
        raise ParseError("coordinates-decimal", f"{text!r} may be {meant}: write it like 39.0, 46.0")
    pairs, problems = _parted(plain, decimal)
    if not pairs and problems:
        raise problems[0]
    if len(pairs) != 1:
        why = "can be parted in several ways" if pairs else "is not two coordinates"
        shown = repr(text if len(text) <= LONGEST else f"{text[:40]}...")
        raise ParseError("coordinates-unreadable", f"{shown} {why}: {_HINT}")
    return pairs[0]


def _parted(text: str, decimal: str) -> tuple[list[Pair], list[ParseError]]:
    """Every way to part a text into two coordinates; and what is wrong with parts that do look like coordinates."""
    pairs, problems = [], []
    for sign in (_STRONG if _STRONG.search(text) else _WEAK).finditer(text):
        try:
            first, second = read_angle(text[: sign.start()], decimal), read_angle(text[sign.end() :], decimal)
            pairs.append(Pair(first, second))
        except ParseError as error:
            if error.code != "coordinates-unreadable":
                problems.append(error)
    return pairs, problems


def _wkt(found: re.Match[str]) -> Pair | None:
    kind, rest = found.group("type").upper(), found.group("rest")
    if kind != "POINT":
        hint = "write a POINT, or make it a site of the atlas"
        raise ParseError("coordinates-type", f"this is a {kind}, not a point: {hint}")
    if found.group("srid") not in (None, WGS_84):
        hint = f"write degrees, SRID {WGS_84}"
        raise ParseError("coordinates-srid", f"SRID {found.group('srid')} is another system of coordinates: {hint}")
    if rest.upper() == "EMPTY":
        return None
    numbers = rest[1:-1].split() if len(rest) <= LONGEST and rest.endswith(")") else []
    if len(numbers) not in _NUMBERS_OF[(found.group("heights") or "").upper()]:
        raise ParseError("coordinates-unreadable", f"{found.group()[:40]!r} is no WKT point: {_HINT}")
    try:
        return Pair(Angle(number(numbers[0])), Angle(number(numbers[1])), "lon lat")
    except ParseError as error:
        raise ParseError("coordinates-unreadable", str(error)) from None
