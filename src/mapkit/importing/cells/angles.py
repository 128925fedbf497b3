"""One coordinate in a cell: decimal degrees, or degrees with minutes and seconds, with or without a hemisphere."""

import re
from dataclasses import dataclass
from typing import Literal

from mapkit.errors import ParseError

Axis = Literal["lon", "lat"]

LIMITS: dict[str, int] = {"lon": 180, "lat": 90}  # degrees
AXES: dict[str, str] = {"lon": "longitude", "lat": "latitude"}
LONGEST = 80  # signs of a cell that may be a coordinate

# Axis and sign of each hemisphere: English, French (O is ouest, west), Russian. In German O is east; a basis says so.
_HEMISPHERES: dict[str, tuple[Axis, int]] = {
    **dict.fromkeys(("n", "north", "nord", "с", "с.ш", "северной широты"), ("lat", 1)),
    **dict.fromkeys(("s", "south", "sud", "ю", "ю.ш", "южной широты"), ("lat", -1)),
    **dict.fromkeys(("e", "east", "est", "в", "в.д", "восточной долготы"), ("lon", 1)),
    **dict.fromkeys(("w", "west", "o", "ouest", "з", "з.д", "западной долготы"), ("lon", -1)),
}
_WORDS = "|".join(re.escape(word) for word in sorted(_HEMISPHERES, key=len, reverse=True))
_SIGNS = {
    **dict.fromkeys("\u00ba\u02da\u2070", "\u00b0"),
    **dict.fromkeys("\u2032\u2019\u2018\u02b9\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u2033\u201d\u201c\u02ba", '"'),
    **dict.fromkeys("\u2212\u2013\u2010\u2011", "-"),
}
_PLAIN = str.maketrans(_SIGNS)
_NUMBER = r"\d+(?:[.,]\d+)?"
_ANGLE = re.compile(
    rf"(?P<before>{_WORDS})?\.?\s*(?P<sign>[+-]?)\s*(?:"
    rf"(?P<plain>{_NUMBER}(?:e[+-]?\d+)?)\s*\N{{DEGREE SIGN}}?"
    rf"|(?P<degrees>{_NUMBER})(?:\s*[\N{{DEGREE SIGN}}:]\s*|\s+)(?P<minutes>{_NUMBER})"
    rf"(?:\s*'|(?:\s*[':]\s*|\s+)(?P<seconds>{_NUMBER})\s*\"?)?"
    rf")\s*(?P<after>{_WORDS})?\.?",
    re.ASCII,
)
_BROKEN_WORD = re.compile(r"(?<=[сювз])\.\s(?=[шд])", re.IGNORECASE)  # с. ш.
_SIXTY = 60
_HINT = "write degrees such as 39.85"


@dataclass(frozen=True)
class Angle:
    """A coordinate in degrees; `axis` is "lon" or "lat" where the cell says which, and `basis` how that was read."""

    degrees: float
    axis: str = ""
    basis: str = ""


def plain_signs(text: str) -> str:
    """A text in which degree, minute, second and minus signs are those of a keyboard, and every space is one."""
    return _BROKEN_WORD.sub(".", " ".join(text.translate(_PLAIN).replace("''", '"').split()))


def read_angle(text: str, decimal: str = "") -> Angle:
    """Read one coordinate. Raises ParseError: coordinates-unreadable, -decimal, -minutes, -hemisphere, -range.

    A single comma is a decimal comma: as a thousands comma the number would be no coordinate. Where `decimal` tells
    that the column has points ("."), a comma is refused, and where it tells commas (","), a point. Degrees, minutes
    and seconds may be parted by signs, colons or spaces (two bare numbers are refused: 39 51 may be 39.51); only the
    last of them may have decimals, and a minus is for the whole. A hemisphere and a minus together are refused.

    >>> read_angle("39°54′05″N")
    Angle(degrees=39.90138888888889, axis='lat', basis='')
    """
    found = _ANGLE.fullmatch(plain_signs(text).casefold()) if len(text) <= LONGEST else None
    if found is None:
        raise ParseError("coordinates-unreadable", f"{_shown(text)} is no coordinate: {_HINT}, or leave it empty")
    axis, sign, basis = _hemisphere(text, found)
    parts = [part for part in found.group("plain", "degrees", "minutes", "seconds") if part]
    _check_parts(text, found, axis)
    _check_decimals(text, parts, decimal)
    degrees, minutes, seconds = (*(float(part.replace(",", ".")) for part in parts), 0.0, 0.0)[:3]
    if max(minutes, seconds) >= _SIXTY:
        raise ParseError("coordinates-minutes", f"{_shown(text)} has 60 minutes or seconds or more: write less than 60")
    value = sign * (degrees + minutes / _SIXTY + seconds / _SIXTY**2)
    limit = LIMITS[axis or "lon"]
    if not abs(value) <= limit:
        raise ParseError("coordinates-range", f"{_shown(text)} is beyond {limit} degrees: write -{limit} to {limit}")
    return Angle(value, axis, basis)


def _hemisphere(text: str, found: re.Match[str]) -> tuple[str, int, str]:
    """The axis that the letters tell, the sign of the value, and how a letter with two meanings was read."""
    words = [word for word in found.group("before", "after") if word]
    if len(words) > 1 or (words and found.group("sign")):
        why = "two hemispheres" if len(words) > 1 else "a sign and a hemisphere"
        raise ParseError("coordinates-hemisphere", f"{_shown(text)} has {why}: write one, as in 39.85 S or -39.85")
    if not words:
        return "", -1 if found.group("sign") == "-" else 1, ""
    axis, sign = _HEMISPHERES[words[0]]
    return axis, sign, "O is west (ouest, oeste)" if words[0] == "o" else ""


def _check_parts(text: str, found: re.Match[str], axis: str) -> None:
    whole, minutes = found.group("degrees", "minutes")
    if minutes and not axis and found.group().strip("+- ") == f"{whole} {minutes}":
        why = f"may be {whole} degrees and {minutes} minutes, or not: write it with signs ({whole}°{minutes}')"
        raise ParseError("coordinates-unreadable", f"{_shown(text)} {why}, or in degrees")


def _check_decimals(text: str, parts: list[str], decimal: str) -> None:
    if not all(part.isdecimal() for part in parts[:-1]):
        raise ParseError("coordinates-unreadable", f"{_shown(text)} has decimals before its last part: {_HINT}")
    whole, comma, rest = parts[-1].partition(",")
    if comma and decimal == ".":
        why = f"has {whole}.{rest} with a decimal comma or {whole}{rest} with a thousands comma"
        hint = f"write {whole}.{rest}"
        raise ParseError("coordinates-decimal", f"{_shown(text)} {why}, but the column has points: {hint}")
    if "." in parts[-1] and decimal == ",":
        last = parts[-1]
        why = f"has {last} with a decimal point or {last.replace('.', '')} with a thousands point"
        hint = f"write {last.replace('.', ',')}"
        raise ParseError("coordinates-decimal", f"{_shown(text)} {why}, but the column has commas: {hint}")


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}...")
