"""The whole build: leaves of all parts, bands of all leaves, the crown, and the files. Any executor runs it.

What travels between workers are paths: on a cluster the folder lies on storage that all of them share.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from mapkit.report import Progress
from mapkit.timeindex.bands import BAND_INCIDENTS, scatter
from mapkit.timeindex.build_folder import Steps, begun
from mapkit.timeindex.checkpoints import Checkpoint
from mapkit.timeindex.day_blocks import BLOCKS, FINEST_THINNED
from mapkit.timeindex.format import Array, write
from mapkit.timeindex.leaves import Leaf, Part, leaf
from mapkit.timeindex.merge import crown, gather
from mapkit.timeindex.pools import POOLS
from mapkit.viewcube import FINEST, STEP
from mapkit.viewcube.lines import codes_of

NEARLY = 1.25  # so many finer cells are put together as quickly as one is read


def build(  # noqa: PLR0913 - what is built, and how: the last four are seldom given
    parts: Sequence[Part],
    folder: Path,
    kinds: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    *,
    name: str = "",
    band: int = BAND_INCIDENTS,
) -> None:
    """Build the index of parts into a folder; `kinds` is how many kinds there are, `band` the incidents of a band.

    A part is `Rows` or a function without arguments that gives them. A worker holds one part at a time, so a part must
    fit into its memory: about 100 bytes an incident, and a million or so is a good size. The bytes are the same for any
    division into parts, any order and any executor (None: one thread). The workers of a cluster need the folder, and
    what the parts read, under the same paths. `progress(done, total)` is told how far it is.

    `name` says what is in the parts, such as the digest of an atlas: an interrupted build of the same name, kinds, band
    and number of parts goes on where it stopped, any other begins anew. Only one build at a time may write to a folder.
    Raises AtlasError for a folder that holds a finished index or anything else, and for what `leaf` and `scatter`
    refuse. The folder of an unfinished build has no manifest, and is never opened.
    """
    folder = folder.absolute()
    scratch = begun(folder, name=name, kinds=kinds, band=band, parts=len(parts))
    last = codes_of([max(kinds - 1, 0)])[-1]
    bits, steps = last.bit_length(), Steps(progress, len(parts))
    with ThreadPoolExecutor(1) as alone:
        run = (executor or alone).map
        made = run(partial(leaf, kinds=kinds), parts, _paths(scratch, "leaf", len(parts)))
        leaves = list(steps.each(made, len(parts), 1))
        bands = scatter(leaves, band) if leaves else ()
        gathering = run(partial(gather, code_bits=bits), bands, _paths(scratch, "band", len(bands)))
        gathered = list(steps.each(gathering, len(bands), 2))
        days = bands[0].days if bands else np.zeros(0, np.int32)
        top = list(run(partial(crown, days=days, code_bits=bits), [gathered], [scratch / "crown"])) if gathered else []
    write(folder, _arrays([*gathered, *top], days, _narrowest(last)), _facts(leaves, kinds))
    shutil.rmtree(scratch, ignore_errors=True)
    steps.past(1)


def _paths(folder: Path, stem: str, count: int) -> list[Path]:
    return [folder / f"{stem}-{number}" for number in range(count)]


def _facts(leaves: Sequence[Leaf], kinds: int) -> dict[str, Any]:
    none = np.zeros(kinds, np.int64)
    undated, unplaced = (
        sum((getattr(leaf, name) for leaf in leaves), none).tolist() for name in ("undated", "unplaced")
    )
    inner = sum(int(leaf.inner.sum()) for leaf in leaves)
    count = sum(int(leaf.rows.sum()) for leaf in leaves) - inner
    return {"count": count, "inner": inner, "kinds": kinds, "undated": undated, "unplaced": unplaced}


def _arrays(pieces: Sequence[Checkpoint], days: Array, code: str) -> Iterator[tuple[str, str, Iterable[Array]]]:
    """All arrays of the file with their types, as pieces; each piece's lines come after those of the pieces before."""
    yield "days", "<i4", [days]
    for pool, _ in POOLS:
        yield f"{pool}.search", "<u2", _each(pieces, f"{pool}.start", f"{pool}.done")
        yield f"{pool}.end", "<u2", _each(pieces, f"{pool}.end")
        yield f"{pool}.run", "<u4", _each(pieces, f"{pool}.start_run", f"{pool}.done_run")
    before = [np.cumsum([0, *(len(piece.array(f"{pool}.start")) for piece in pieces)]) for pool, _ in POOLS]
    before[1] += before[0][-1]  # a group's first line is counted through both pools, which tells the pool too
    at = _narrowest(int(before[1][-1]))
    for zoom in _stored(pieces):
        yield f"{zoom}.cell", "<u8", _each(pieces, f"{zoom}.cell")
        yield f"{zoom}.first", "<u4", [_first(pieces, zoom)]
        yield f"{zoom}.code", code, _each(pieces, f"{zoom}.code")
        yield f"{zoom}.at", at, (_at(piece, zoom, *ahead) for piece, *ahead in zip(pieces, *before, strict=False))
        yield _sized(pieces, f"{zoom}.size")
        for block in BLOCKS if zoom <= FINEST_THINNED else ():
            yield f"{zoom}.{block}.group", "<u4", _numbered(pieces, zoom, block)
            yield f"{zoom}.{block}.start", "<u2", _each(pieces, f"{zoom}.{block}.start")
            yield f"{zoom}.{block}.end", "<u2", _each(pieces, f"{zoom}.{block}.end")
            yield _sized(pieces, f"{zoom}.{block}.size")
            yield _sized(pieces, f"{zoom}.{block}.count")


def _stored(pieces: Sequence[Checkpoint]) -> Iterator[int]:
    """The zooms of the levels that are stored: not such as have nearly as many cells as the last finer one."""
    last = 0
    for zoom in range(FINEST, -1, -STEP):
        cells = sum(len(cell) for cell in _each(pieces, f"{zoom}.cell"))
        if zoom in {FINEST, *range(FINEST_THINNED + 1)} or cells * NEARLY < last:
            last = cells
            yield zoom


def _sized(pieces: Sequence[Checkpoint], name: str) -> tuple[str, str, Iterator[Array]]:
    """An array of sizes in the narrowest type that holds them."""
    most = max((int(size.max(initial=0)) for size in _each(pieces, name)), default=0)
    return name, _narrowest(most), _each(pieces, name)


def _narrowest(most: int) -> str:
    return np.min_scalar_type(most).newbyteorder("<").str


def _numbered(pieces: Sequence[Checkpoint], zoom: int, block: int) -> Iterator[Array]:
    """Numbers of groups, counted through all pieces."""
    before = 0
    for piece in pieces:
        yield piece.array(f"{zoom}.{block}.group") + before
        before += len(piece.array(f"{zoom}.code"))


def _each(pieces: Sequence[Checkpoint], *names: str) -> Iterator[Array]:
    return (piece.array(name) for name in names for piece in pieces)


def _first(pieces: Sequence[Checkpoint], zoom: int) -> Array:
    """The first group of each cell, and one end."""
    zero = np.zeros(1, np.int64)
    return np.cumsum(np.concatenate([zero, *_each(pieces, f"{zoom}.groups")]))


def _at(piece: Checkpoint, zoom: int, plain: int, counted: int) -> Array:
    moved: Array = piece.array(f"{zoom}.at") + np.where(piece.array(f"{zoom}.counted"), counted, plain)
    return moved
