"""What leaves is what is shown: the atlas and the looks that a link asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from mapkit.drawing.looks import MODES, STEPS, FilmLook, Look, languages
from mapkit.errors import ParseError
from mapkit.link import Link

if TYPE_CHECKING:  # the command line knows options without loading an atlas
    from mapkit.atlas import Atlas

AnyLook = TypeVar("AnyLook", Look, FilmLook)


def labelled(atlas: "Atlas", labels: Iterable[str] | str) -> "Atlas":
    """The atlas with its names in these languages ("hy,az" or a list; none: as it is). Raises ParseError.

    One that fixes its names stays as it is: what links and screens say of names is of other atlases.
    """
    chosen = languages(labels)
    return replace(atlas, named=chosen) if chosen and not atlas.meta.labels_fixed else atlas


def asked_for(atlas: "Atlas", labels: Iterable[str] | str) -> tuple[str, ...]:
    """The languages that somebody asks for by name. Raises ParseError for none, or where names are fixed."""
    chosen = languages(labels)
    if chosen and atlas.meta.labels_fixed:
        own = ",".join(atlas.meta.labels)
        raise ParseError(
            "labels-fixed", f"labels={','.join(chosen)}: this atlas fixes its names to {own}: leave labels out"
        )
    return chosen


def shown_by(atlas: "Atlas", link: Link, labels: Iterable[str] | str = ()) -> "Atlas":
    """What a link shows of an atlas, with names in `labels`, else in the link's own languages. Raises ParseError."""
    return labelled(atlas.filter(link.view), asked_for(atlas, labels) or link.labels or ())


def look_of_link(look: type[AnyLook], link: Link, given: Mapping[str, Any] | None = None) -> AnyLook:
    """How a picture or a film looks that shows what a link does; what is `given` beside it goes first.

    A film has no window that is tied to the end, and no step by incident: there it keeps its own. Raises ParseError.
    """
    asked: dict[str, Any] = {"box": link.box, "labels": link.labels or None, "over": link.over or None}
    if link.mode in MODES:
        asked["mode"] = link.mode
    if link.step in STEPS:
        asked["step"] = link.step
    known = {field.name for field in fields(look)}
    return look.of(**{name: value for name, value in {**asked, **(given or {})}.items() if name in known})
