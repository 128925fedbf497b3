"""A large CSV in UTF-8, block by block: its first rows, all of it, and each step made ahead of the next."""

import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.csv as arrow_csv

from mapkit.errors import AtlasError, Problem
from mapkit.importing.formats.delimited import read_delimited
from mapkit.importing.formats.regular_file import open_regular
from mapkit.importing.formats.sheet import Sheet

HEAD = 4_000_000  # bytes of a sample
ANY_SIZE = 2**63
BLOCK = 16_000_000  # bytes that are read at once

T = TypeVar("T")


def sample_of(path: Path) -> Sheet:
    """The first rows of a CSV in UTF-8, as many as fit in HEAD bytes, to recognise columns by. Raises AtlasError."""
    with open_regular(path, ANY_SIZE) as file:
        data = file.read(HEAD)
    if len(data) == HEAD:
        data = data[: data.rfind(b"\n") + 1]
        while data.count(b'"') % 2:  # the break is inside a cell
            data = data[: data.rfind(b"\n", 0, -1) + 1]
    return read_delimited(io.BytesIO(data), path.name, encoding="utf-8", delimiter=",")


def blocks(path: Path, sheet: Sheet, odd_row: Callable[[Any], str]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Blocks of the file as texts, with the bytes read by then; `odd_row` gets each row of another width.

    `sheet` is a sample of it, whose header is that of all. Raises AtlasError.
    """
    columns = sheet.columns
    options = (
        arrow_csv.ReadOptions(column_names=list(columns), skip_rows=sheet.lines_above, block_size=BLOCK),
        arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=odd_row),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False),
    )
    try:
        with pa.OSFile(str(path)) as file, arrow_csv.open_csv(file, *options) as reader:
            for batch in reader:
                yield file.tell(), batch
    except (pa.ArrowException, OSError) as error:
        raise AtlasError([Problem(path.name, "file-unreadable", f"cannot be read as CSV in UTF-8: {error}")]) from error


def ahead(steps: Iterable[T]) -> Iterator[T]:
    """The same, each made in a thread of its own while the last is still worked on."""
    iterator, end = iter(steps), object()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, iterator, end)
        while (found := coming.result()) is not end:
            coming = pool.submit(next, iterator, end)
            yield found  # type: ignore[misc]  # it is not the end
