"""The layers of an atlas, one GeoJSON file each, as sites; and its basemap, the files of the folder `context`."""

from pathlib import Path
from typing import Any

from mapkit.edtf import When, read_span
from mapkit.errors import ParseError, Problem
from mapkit.files.gathering import Gathering
from mapkit.files.geojson import Feature, coordinate_problem, features_of, point_of, read_features
from mapkit.files.limits import are_texts, is_number
from mapkit.records import Meta, Site
from mapkit.where import FARTHEST_M

CONTEXT = ("land", "borders", "disputed", "lakes", "rivers", "places")


def read_layers(folder: Path, meta: Meta) -> tuple[list[Site], list[Problem]]:
    """The sites of all layers that the settings name, and every problem with them."""
    reader = _Layers()
    return reader.sites(folder, meta), reader.problems


def read_sites(document: Any, name: str, meta: Meta) -> tuple[list[Site], list[Problem]]:
    """The sites of a FeatureCollection in which each names its layer among its properties, and every problem."""
    reader, known = _Layers(), {layer.id for layer in meta.layers}
    features, problems = features_of(document, name, meta.home)
    made = []
    for feature in features:
        layer = feature.properties.get("layer")
        if layer in known:
            made.append(reader.site(feature, str(layer)))
        else:
            reader.add(feature.place, "layer-unknown", f"{layer!r} is no layer of this atlas")
    return made, problems + reader.problems


def read_context(folder: Path) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The vector basemap by name, for the files that are there; a file that is there must be sound."""
    made, problems = {}, []
    for name in CONTEXT:
        path = folder / f"{name}.geojson"
        if path.exists():
            features, found = read_features(path, named=False)
            reader = _Layers()
            made[name] = {"type": "FeatureCollection", "features": [reader.context(feature) for feature in features]}
            problems += found + reader.problems
    return made, problems


class _Layers(Gathering):
    """Turns features into sites."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def sites(self, folder: Path, meta: Meta) -> list[Site]:
        made: list[Site] = []
        for layer in meta.layers:
            if Path(layer.id).name != layer.id or "\0" in layer.id or layer.id.startswith("."):
                text = f"the layer id {layer.id!r} is no file name: write one without slashes"
                self.problems.append(Problem("atlas.toml layers", "layer-name", text))
                continue
            features, found = read_features(folder / f"{layer.id}.geojson", meta.home)
            self.problems += found
            made += [self.site(feature, layer.id) for feature in features]
        return made

    def site(self, feature: Feature, layer: str) -> Site:
        if feature.id in self.seen:
            self.add(feature.place, "site-double", f"the id {feature.id!r} is taken: give each site its own")
        self.seen.add(feature.id)
        lon, lat = point_of(feature.geometry)
        texts = {name: self.property_text(feature, name) for name in ("sort", "coordinate_source", "part_of", "note")}
        return Site(
            feature.id,
            layer,
            self.names(feature),
            precision_m=self.precision(feature),
            valid=self.valid(feature),
            rivals=self.rivals(feature),
            geometry=feature.geometry,
            lon=lon,
            lat=lat,
            **texts,
        )

    def property_text(self, feature: Feature, name: str) -> str:
        value = feature.properties.get(name)
        if value is not None and not isinstance(value, str):
            self.add(feature.place, "property-type", f"{name} is {value!r}: write a text")
        return value if isinstance(value, str) else ""

    def names(self, feature: Feature) -> dict[str, tuple[str, ...]]:
        found = feature.properties.get("names")
        lists = {} if found is None else found
        if not isinstance(lists, dict) or not all(map(are_texts, lists.values())):
            hint = '{"en": ["Shusha"], "hy": ["Շուշի"]}'
            self.add(feature.place, "names-type", f"names are no lists of texts: write {hint}")
            return {}
        return {language: tuple(names) for language, names in lists.items() if names}

    def precision(self, feature: Feature) -> float | None:
        value = feature.properties.get("precision_m")
        if value is None:
            return None
        if is_number(value) and 0 <= value <= FARTHEST_M:
            return float(value)
        self.add(feature.place, "precision-unreadable", f"precision_m is {value!r}: write metres, 0 to {FARTHEST_M}")
        return None

    def rivals(self, feature: Feature) -> tuple[dict[str, Any], ...]:
        found = feature.properties.get("rivals")
        rivals = [] if found is None else found
        if not isinstance(rivals, list) or not all(map(_is_rival, rivals)):
            hint = '[{"lon": 46.7, "lat": 39.5, "source": "...", "note": "..."}]'
            self.add(feature.place, "rivals-type", f"rivals are no list of points with their sources: write {hint}")
            return ()
        return tuple(rivals)

    def valid(self, feature: Feature) -> When | None:
        text = self.property_text(feature, "valid")
        try:
            return read_span(text) if text else None
        except ParseError as error:
            self.add(feature.place, error.code, f"valid: {error}")
            return None

    def context(self, feature: Feature) -> dict[str, Any]:
        """A feature of the basemap, as it is written; its validity must be a date, its names and its note texts."""
        self.valid(feature)
        self.names(feature)
        for name in ("name", "note"):
            self.property_text(feature, name)
        return {"type": "Feature", "geometry": feature.geometry, "properties": feature.properties}


def _is_rival(rival: Any) -> bool:
    """Whether it is another point given for a site, with texts that say whose."""
    if not isinstance(rival, dict) or not all(is_number(rival.get(axis)) for axis in ("lon", "lat")):
        return False
    texts = all(isinstance(rival.get(name, ""), str) for name in ("source", "note"))
    return texts and coordinate_problem(rival["lon"], rival["lat"]) is None
