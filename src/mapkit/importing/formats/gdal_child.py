"""The process that reads formats whose readers are not to be trusted with ours: GDAL, and Parquet.

It is started as a script by `importing.formats.gdal` with three arguments (kind, layer, and the file in its own
folder), and knows nothing of mapkit. It limits itself first; drivers of GDAL other than the one wanted are switched off
before GDAL starts, which takes a second start. On its output stands an Arrow stream, or `{"code", "text"}` and exit
code 3.
"""

import json
import os
import sys
from typing import Any, NoReturn

MEMORY = 1 << 30  # bytes
OUTPUT = 600_000_000
SECONDS = 25  # of CPU
MAX_ROWS = 5_000_000
MAX_COLUMNS = 10_000
REFUSED = 3  # exit code
OWN = ("lon", "lat", "height", "wkt")  # columns made of the geometry; they come last
UNUSED = ("pandas", "geopandas")  # pyogrio and pyarrow take them along if they can, two thirds of their start
_SKIP = "OGR_SKIP"  # the setting of GDAL that names drivers not to load


class Without:
    """What finds modules in this process: those that nothing here needs are not there."""

    def find_spec(self, name: str, *_: Any) -> None:
        """Leave a module to the next that finds modules. Raises ModuleNotFoundError for one of `UNUSED`."""
        if name in UNUSED:
            raise ModuleNotFoundError(name)


def main(kind: str, layer: str, path: str) -> None:
    """Read one layer (or the only one, if `layer` is empty) and write it to the output. Does not return on refusal."""
    limit()
    sys.meta_path.insert(0, Without())
    try:
        table, geometry, crs = read_parquet(path) if kind == "Parquet" else read_layer(kind, layer, path)
        if geometry:
            check_crs(crs)
        write(table, geometry)
    except MemoryError:
        refuse("file-too-large", "to read it takes more memory than it may: split it")
    except Exception as error:  # noqa: BLE001 - whatever a hostile file makes of its reader
        words = f"{type(error).__name__}: {str(error)[:300]}"
        refuse("file-unreadable", f"it cannot be read as {kind} ({words}): save it again")


def limit() -> None:
    """Set the limits of this process, where the system has them."""
    try:
        import resource  # noqa: PLC0415 - not everywhere
    except ImportError:
        return
    wanted = (("RLIMIT_AS", MEMORY), ("RLIMIT_CPU", SECONDS), ("RLIMIT_FSIZE", OUTPUT), ("RLIMIT_CORE", 0))
    for name, most in wanted:
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        value = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (value, value))


def refuse(code: str, text: str) -> NoReturn:
    """End with a problem."""
    os.write(sys.stdout.fileno(), json.dumps({"code": code, "text": text}).encode())
    sys.exit(REFUSED)


def read_layer(kind: str, layer: str, path: str) -> tuple[Any, str, Any]:
    """One layer by GDAL: its table, the name of its geometry column (or ""), and its CRS."""
    import pyogrio  # noqa: PLC0415 - the drivers are chosen before
    from pyogrio.raw import read_arrow  # noqa: PLC0415

    others = sorted(set(pyogrio.list_drivers()) - {kind})
    if others and _SKIP not in os.environ:
        os.environ[_SKIP] = ",".join(others)
        os.execv(sys.executable, [sys.executable, "-I", *sys.argv])  # noqa: S606 - ourselves
    if others:
        refuse("gdal-drivers", f"GDAL does not leave off its drivers {', '.join(others)}")
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    listed = f"choose one of {', '.join(map(ascii, layers[:50]))}"
    if not layer and len(layers) != 1:
        refuse("sheet-several", f"it has {len(layers):,} layers: {listed}")
    if layer and layer not in layers:
        refuse("sheet-unknown", f"no layer is called {layer!a}: {listed}")
    meta, table = read_arrow(path, layer=layer or layers[0], max_features=MAX_ROWS + 1, datetime_as_string=True)
    geometry = meta["geometry_name"] or "wkb_geometry"
    return table, geometry if meta["geometry_type"] and geometry in table.column_names else "", meta["crs"]


def read_parquet(path: str) -> tuple[Any, str, Any]:
    """A Parquet file: its table, the name of its geometry column (or ""), and its CRS."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - the memory is limited before

    file = pq.ParquetFile(path)
    if file.metadata.num_rows > MAX_ROWS or file.metadata.num_columns > MAX_COLUMNS:
        refuse("file-too-large", f"more than {MAX_ROWS:,} rows or {MAX_COLUMNS:,} columns: split it")
    geo = json.loads((file.metadata.metadata or {}).get(b"geo", b"{}"))
    name = geo.get("primary_column", "")
    column = geo.get("columns", {}).get(name, {})
    if name and column.get("encoding") != "WKB":
        refuse("geometry-encoding", f"the geometry is encoded as {column.get('encoding')!a}: save it as WKB")
    return file.read(use_threads=False), name, column.get("crs", "OGC:CRS84")


def check_crs(crs: Any) -> None:
    """Refuse coordinates that are not longitude and latitude in degrees on WGS 84."""
    import pyproj  # noqa: PLC0415

    if crs in ("EPSG:4326", "OGC:CRS84"):
        return
    if not crs:
        refuse("crs-unknown", "it does not say in which coordinate system it is: save it in EPSG:4326, and say so")
    found = pyproj.CRS.from_user_input(crs)
    if not found.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
        code = ":".join(found.to_authority() or ())
        words = f"{found.name[:100]!a}{f' ({code})' if code else ''}"
        refuse("crs-other", f"its coordinates are in {words}: save it in longitude, latitude (EPSG:4326)")


def write(table: Any, geometry: str) -> None:
    """Write the table as an Arrow stream, its geometry as longitude and latitude of points, else as WKT."""
    import pyarrow as pa  # noqa: PLC0415

    if table.num_rows > MAX_ROWS or table.num_columns > MAX_COLUMNS:
        refuse("file-too-large", f"more than {MAX_ROWS:,} rows or {MAX_COLUMNS:,} columns: split it")
    own = places(table.column(geometry)) if geometry else {}
    if geometry:
        table = table.remove_column(table.column_names.index(geometry))
    for name, column in own.items():
        table = table.append_column(name, column)
    table = table.replace_schema_metadata({"own": str(len(own))})
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as stream:
        stream.write_table(table)


def places(column: Any) -> dict[str, Any]:
    """The columns of a geometry: `lon`, `lat` (degrees), `height` of points; `wkt` of others, if there are any."""
    import pyarrow as pa  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    shapes = shapely.from_wkb(column.to_numpy())
    point = (shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes)
    other = ~point & ~shapely.is_missing(shapes)
    points = shapes.copy()
    points[~point] = None  # an empty point has no coordinates to ask for
    found = {
        "lon": pa.array(shapely.get_x(points), mask=~point),
        "lat": pa.array(shapely.get_y(points), mask=~point),
    }
    high = point & shapely.has_z(shapes)
    if high.any():
        found["height"] = pa.array(shapely.get_z(points), mask=~high)
    if other.any():
        texts = [one.wkt if has else None for one, has in zip(shapes, other, strict=True)]
        found["wkt"] = pa.array(texts, pa.large_string())
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
