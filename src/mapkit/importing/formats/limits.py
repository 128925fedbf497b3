"""What a file from outside may hold. A file beyond a limit is refused whole, before it can fill the memory."""

from mapkit.errors import AtlasError, Problem

MAX_BYTES = 500_000_000  # of a text table, in the file and as UTF-8
MAX_JSON_BYTES = 100_000_000  # a parsed document takes several times its bytes
MAX_JSON_WEIGHT = 500_000_000  # bytes that the parsed values may take, estimated before parsing
MAX_FOREIGN_BYTES = 500_000_000  # of GeoPackage, Shapefile, KML and Parquet
MAX_UNPACKED = 100_000_000  # bytes of everything in a workbook or in a zipped shapefile
MAX_ENTRIES = 1_000  # files in a ZIP
MAX_RATIO = 250  # deflate passes it only with long runs of one character
SMALL = 1_000_000  # bytes under which the ratio does not matter
MAX_ROWS = 5_000_000
MAX_COLUMNS = 10_000
MAX_CELLS = 2_000_000  # of a workbook, whose reader is slow
MAX_BROKEN = 100_000  # rows that cannot be read, after which the fault is in the file and not in its rows


def refusal(place: str, code: str, text: str) -> AtlasError:
    """The error that refuses a whole file: an AtlasError with one problem, for the caller to raise."""
    return AtlasError([Problem(place, code, text)])
