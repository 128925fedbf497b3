"""Members of JSON that are features in other words: of Esri's feature JSON, of Overpass, and of GeoJSON alone."""

from collections.abc import Mapping
from math import atan, degrees, sinh
from typing import Any

import shapely

from mapkit.files.limits import is_number
from mapkit.importing.formats.cell_text import text_of
from mapkit.importing.formats.json_records import GEOJSON, RowCells
from mapkit.importing.formats.limits import refusal

EARTH_RADIUS_M = 6_378_137.0  # of Web Mercator, EPSG:3857
_DEGREES, _MERCATOR = (4326,), (3857, 102100, 102113, 900913)

Taken = tuple[RowCells, RowCells] | list[tuple[str, str]]


def as_collection(document: Any) -> Any:
    """A single feature or a bare geometry as a collection of one (RFC 7946, section 3); anything else as it is."""
    if not isinstance(document, dict) or document.get("type") not in GEOJSON:
        return document
    if document["type"] == "Feature" and document.keys() & {"geometry", "properties"}:
        return {"type": "FeatureCollection", "features": [document]}
    if "coordinates" in document or "geometries" in document:
        feature = {"type": "Feature", "properties": {}, "geometry": document}
        return {"type": "FeatureCollection", "features": [feature]}
    return document


def is_esri(document: Any) -> bool:
    """Whether a document is Esri's feature JSON: its features have attributes."""
    features = document.get("features") if isinstance(document, dict) else None
    return isinstance(features, list) and any(isinstance(one, dict) and "attributes" in one for one in features)


class Esri:
    """How the members of one feature JSON are taken: in degrees, or turned into degrees from Web Mercator."""

    def __init__(self, document: Mapping[str, Any], name: str) -> None:
        system = document.get("spatialReference")
        codes = [system.get(key) for key in ("latestWkid", "wkid")] if isinstance(system, dict) else []
        self.is_mercator = any(code in _MERCATOR for code in codes)
        if not self.is_mercator and not any(code in _DEGREES for code in codes):
            shown = text_of(system)[:200] or "none"
            words = f"its spatialReference is {shown}: save it in degrees (wkid 4326)"
            raise refusal(name, "geojson-crs", words)

    @property
    def note(self) -> str:
        """What is to be said of its coordinates."""
        return "coordinates turned from Web Mercator into degrees" if self.is_mercator else "coordinates in degrees"

    def cells(self, member: Any) -> Taken:
        """The cells of a feature and of its geometry, or what is wrong with it."""
        attributes = member.get("attributes") if isinstance(member, dict) else None
        if not isinstance(attributes, dict):
            return [("esri-feature", 'not a feature: write {"attributes": {...}, "geometry": {...}}')]
        try:
            return {key: text_of(value) for key, value in attributes.items()}, self._place(member.get("geometry"))
        except (TypeError, ValueError, KeyError, IndexError) as error:
            return [("coordinates-unreadable", f"its geometry cannot be read ({error}): write numbers")]

    def _place(self, geometry: Any) -> RowCells:
        if not geometry or geometry.get("x", 0) in (None, "NaN"):
            return {}
        if "x" in geometry:
            lon, lat = self._degrees([geometry["x"], geometry["y"]])
            return {"lon": text_of(lon), "lat": text_of(lat)}
        if "points" in geometry:
            return {"wkt": shapely.MultiPoint([self._degrees(one) for one in geometry["points"]]).wkt}
        lines = geometry["paths"] if "paths" in geometry else geometry["rings"]
        return {"wkt": shapely.MultiLineString([[self._degrees(one) for one in line] for line in lines]).wkt}

    def _degrees(self, position: Any) -> tuple[float, float]:
        x, y = position[:2]
        if not (is_number(x) and is_number(y)):
            raise ValueError(f"{text_of(position)[:60]} is no position")
        if not self.is_mercator:
            return x, y
        return degrees(x / EARTH_RADIUS_M), degrees(atan(sinh(y / EARTH_RADIUS_M)))


def is_overpass(members: Any) -> bool:
    """Whether a list has elements of OpenStreetMap, as Overpass gives them."""
    return isinstance(members, list) and any(
        isinstance(one, dict) and "tags" in one and "type" in one for one in members
    )


def element_cells(member: Any) -> Taken:
    """The tags of an element of OpenStreetMap, its id and its point: of a way its middle, where that is told."""
    if not isinstance(member, dict):
        return [("json-row", "this is no element: write an object")]
    tags, center = member.get("tags"), member.get("center")
    tags, where = tags if isinstance(tags, dict) else {}, center if isinstance(center, dict) else member
    own = {"id": f"{member.get('type', '')}/{text_of(member.get('id'))}"}
    own |= {axis: text_of(where[axis]) for axis in ("lon", "lat") if axis in where}
    return {key: text_of(value) for key, value in tags.items()}, own
