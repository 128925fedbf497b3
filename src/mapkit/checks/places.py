"""Rules about place: how well it is known, where it lies, and what it is called."""

import pandas as pd

from mapkit.checks.sea import TOLERANCE_M, at_sea
from mapkit.checks.whole import Findings, Whole, has_own_point, incident_place, site_place
from mapkit.mercator import distance_m
from mapkit.where import BBox

FAR = 2  # diagonals of the home box


def precision_missing(whole: Whole) -> Findings:
    """Coordinates of a point do not say how precise they are."""
    for site in whole.atlas.places.values():
        if site.geometry and site.geometry["type"] == "Point" and site.precision_m is None:
            yield site_place(site), "precision_m is missing: write how well the place is known, in metres"
    for row in whole.incidents:
        if pd.isna(row["precision_m"]) and has_own_point(whole, row):
            words = "precision_m is missing beside lon and lat: write how well the place is known, in metres"
            yield incident_place(row), words


def precision_finer(whole: Whole) -> Findings:
    """An incident without coordinates of its own claims to be more precise than its site."""
    for row in whole.incidents:
        site = whole.atlas.places.get(row["site"])
        if site is None or site.precision_m is None or pd.isna(row["precision_m"]) or has_own_point(whole, row):
            continue
        if row["precision_m"] < site.precision_m:
            words = f"precision_m {row['precision_m']:g} is finer than the {site.precision_m:g} of its site {site.id!r}"
            yield incident_place(row), f"{words}: write its own lon and lat, or leave precision_m empty"


def far_away(whole: Whole) -> Findings:
    """A site or an incident lies farther from the home box than twice its diagonal."""
    home = whole.atlas.meta.home
    if home is None:
        return
    for place, lon, lat, _ in _points(whole, every_site=True):
        if _far(home, lon, lat):
            yield place, f"it lies at {lon}, {lat}, far from the box home: look at its coordinates"


def in_the_sea(whole: Whole) -> Findings:
    """A point, with all that its precision reaches, lies more than 50 km from any land of the plain world."""
    points = list(_points(whole))
    context = whole.atlas.context.get("land", {"features": []})
    seen = at_sea([(lon, lat, precision_m) for _, lon, lat, precision_m in points], context["features"])
    for (place, lon, lat, _), sea in zip(points, seen, strict=True):
        if sea:
            away = f"more than {TOLERANCE_M // 1000} km from land"
            yield place, f"{lon}, {lat} lies {away}, as the plain world knows it: look at its coordinates"


def name_missing(whole: Whole) -> Findings:
    """A site has no name in any language, so its id labels the map."""
    for site in whole.atlas.places.values():
        if not any(name.strip() for names in site.names.values() for name in names):
            yield site_place(site), f'it has no name: write "names": {{"en": ["{site.id}"]}}'


def _points(whole: Whole, *, every_site: bool = False) -> list[tuple[str, float, float, float]]:
    """Place in the files, lon, lat (degrees) and precision (metres, 0 for none) of point sites and of incidents."""
    sites = [
        (site_place(site), site.lon, site.lat, site.precision_m or 0.0)
        for site in whole.atlas.places.values()
        if site.geometry and site.lon is not None and site.lat is not None
        if every_site or site.geometry["type"] == "Point"
    ]
    return sites + [
        (incident_place(row), row["lon"], row["lat"], 0.0 if pd.isna(row["precision_m"]) else row["precision_m"])
        for row in whole.incidents
        if has_own_point(whole, row)
    ]


def _far(home: BBox, lon: float, lat: float) -> bool:
    """Whether a point (degrees) is farther from the box than FAR of its diagonals."""
    if home.contains(lon, lat):
        return False
    nearest = min((home.west, home.east), key=lambda edge: abs((edge - lon + 180) % 360 - 180))
    inside = BBox(home.west, -90, home.east, 90).contains(lon, 0)
    away = distance_m(lon, lat, lon if inside else nearest, min(max(lat, home.south), home.north))
    return bool(away > FAR * distance_m(home.west, home.south, home.east, home.north))
