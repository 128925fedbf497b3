from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import click
import pytest

from mapkit.atlas import Atlas
from mapkit.cli import mapkit
from mapkit.cli.view_options import HELP, view_options
from mapkit.files import read
from mapkit.view import PARTS, View
from support.commands import objects, refusal
from support.made import INCIDENTS

SEEN = ("info", "count", "snapshot", "verify")


@dataclass(frozen=True)
class Wider(View):
    """A view with two more parts."""

    in_words: str = ""
    loud: bool = False


def named(params: list[click.Parameter]) -> dict[str, click.Parameter]:
    """Options by their flag."""
    return {param.opts[0]: param for param in params if isinstance(param, click.Option)}


@pytest.mark.parametrize("command", SEEN)
def test_each_part_of_a_view_is_an_option(command: str) -> None:
    """Every field of View has its flag in every command that looks through a view."""
    assert named(mapkit.commands[command].params).keys() >= {f"--{field.name}" for field in fields(View)} | {"--view"}


def test_a_new_part_would_be_an_option() -> None:
    """The options are made from the fields, so a part that View is given tomorrow has its flag at once."""
    found = named(view_options(Wider))
    assert list(found) == [*(f"--{name}" for name in PARTS), "--in-words", "--loud", "--view"]
    assert isinstance(found["--loud"], click.Option)
    assert found["--loud"].is_flag
    assert not named(view_options())["--text"].is_flag  # type: ignore[attr-defined]


def test_each_part_says_what_it_asks() -> None:
    """Every field of View has words of its own in the help."""
    assert tuple(HELP) == PARTS


CASES: list[tuple[list[str], str]] = [
    ([], ""),
    (["--when", "2020-12"], "when=2020-12"),
    (["--when", "2020", "--when", "2020-12/2021"], "when=2020-12"),
    (["--where", "46,39,47,40"], "where=46,39,47,40"),
    (["--where", "-10,39,47,40"], "where=-10,39,47,40"),
    (["--kind", "attack,meeting"], "kind=attack,meeting"),
    (["--kind", "attack", "--kind", "attack,meeting"], "kind=attack&kind=attack,meeting"),
    (["--site", "hilltown"], "site=hilltown"),
    (["--site", "pocket"], "site=pocket"),
    (["--source", "herald", "--source", "ministry"], "source=herald&source=ministry"),
    (["--party", "north"], "party=north"),
    (["--layer", "towns"], "layer=towns"),
    (["--text", "shots Şuşa"], "text=shots+Susa"),
    (["--stance", "denies"], "stance=denies"),
    (["--stance", "denies:south,disputes", "--stance", "reports"], "stance=denies:south,disputes&stance=reports"),
    (["--disputed"], "disputed=1"),
    (["--own", "weather:fog"], "own=weather:fog"),
    (["--own", "weather:fog,weather:", "--own", "weather:sun"], "own=weather:,weather:fog&own=weather:sun"),
    (["--own", "weather:fog%2C 100%25: rain"], "own=weather:fog%2C%20100%25%3A%20rain"),
    (["--killed", "2.."], "killed=2.."),
    (["--killed", "1..", "--killed", "..3", "--injured", "4"], "killed=1..3&injured=4"),
    (["--precision", "..600"], "precision=..600"),
    (["--certain"], "certain=1"),
    (["--view", "when=2020-12&kind=attack"], "when=2020-12&kind=attack"),
    (["--view", "kind=attack", "--when", "2020", "--certain"], "when=2020&kind=attack&certain=1"),
]


@pytest.mark.parametrize(("options", "view"), CASES)
def test_options_ask_what_a_view_asks(folder: Callable[..., Path], options: list[str], view: str) -> None:
    """The options together are the view, and the answer is that of the library."""
    path = folder()
    atlas: Atlas = read(path).filter(view)
    found = objects("info", path, *options)[0]
    assert View.parse(found["view"]) == View.parse(view)
    assert {name: found[name] for name in vars(atlas.counts)} == vars(atlas.counts)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--when", "10/11/2020"], "10 November 2020 or 11 October 2020"),
        (["--where", "1,2,3"], "west,south,east,north"),
        (["--view", "wen=2020"], "'wen' is not a part of a view"),
        (["--view", "when=2020-13"], "2020-13"),
        (["--kind", "atack"], "'atack' is no kind of this atlas: use 'attack'"),
        (["--kind", "attack,zzz"], "'attack', 'meeting'"),
        (["--site", "Hilltown"], "use 'hilltown'"),
        (["--source", "gerald"], "use 'herald'"),
        (["--party", "nord"], "use 'north'"),
        (["--layer", "\x1b[2J"], r"'\x1b[2J' is no layer"),
        (["--view", "party=east"], "is no party"),
        (["--killed", "many"], "'many' is not a number of people: write 5.., ..10, 5..10 or 5"),
        (["--precision", "..1e9"], "write metres, 0 to"),
        (["--stance", "lies"], "'lies' is no stance: write reports, confirms, disputes, denies"),
        (["--stance", "denies:nord"], "'nord' is no party of this atlas: use 'north'"),
        (["--own", "fog"], "'fog' is no value of a column: write column:value"),
        (["--own", "wether:fog"], "'wether' is no column of this atlas's own: use 'weather'"),
        (["--view", "own=kind:attack"], "'kind' is no column of this atlas's own: use 'weather'"),
    ],
)
def test_what_cannot_be_asked_is_refused(folder: Callable[..., Path], options: list[str], words: str) -> None:
    """A date, box or id that the atlas does not have is a wrong call, answered with what to write instead."""
    found = refusal("count", folder(), *options)
    assert words in " ".join(found.split())


def test_an_id_with_a_comma_is_asked_by_the_whole_view(folder: Callable[..., Path]) -> None:
    """In --view a comma of an id is written %2C."""
    path = folder(
        layers={"towns": [{"type": "Feature", "id": "a,b", "geometry": None, "properties": {}}]},
        incidents=[{**INCIDENTS[0], "site": "a,b"}],
        claims=[],
    )
    assert objects("count", path, "--view", "site=a%2Cb")[0]["unplaced"] == 1
    assert "'a' is no site" in refusal("count", path, "--site", "a,b")
