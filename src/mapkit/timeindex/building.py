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

from mapkit.errors import AtlasError, Problem
from mapkit.timeindex.gathering import Gathered, crown, gather
from mapkit.timeindex.leaves import Leaf, Part, leaf
from mapkit.timeindex.pools import POOLS
from mapkit.timeindex.scattering import BAND_INCIDENTS, scatter
from mapkit.timeindex.sealing import Array, write
from mapkit.timeindex.thinning import BLOCKS, FINEST_THINNED
from mapkit.viewcube import FINEST, STEP

NARROW = 256  # kinds that fit into a byte


def build(
    parts: Sequence[Part], folder: Path, kinds: int, executor: Executor | None = None, band: int = BAND_INCIDENTS
) -> None:
    """Build the index of parts into a new folder; `kinds` is how many kinds there are, `band` the incidents of a band.

    The bytes are the same for any division into parts, any order and any executor (None: one thread). Raises AtlasError
    for a folder that is there already, and for what `leaf` and `scatter` refuse; a folder of an unfinished build has
    no manifest, and is never opened.
    """
    if folder.exists():
        raise AtlasError([Problem(folder.name, "index-exists", "is there already: write a folder that is not")])
    scratch = folder / "parts"
    scratch.mkdir(parents=True)
    bits = max(kinds - 1, 1).bit_length()
    with ThreadPoolExecutor(1) as alone:
        run = (executor or alone).map
        leaves = list(run(partial(leaf, kinds=kinds), parts, _paths(scratch, "leaf", ".npy", len(parts))))
        bands = scatter(leaves, band) if leaves else ()
        gathered = list(run(partial(gather, kind_bits=bits), bands, _paths(scratch, "band", "", len(bands))))
        days = bands[0].days if bands else np.zeros(0, np.int32)
        top = list(run(partial(crown, days=days, kind_bits=bits), [gathered], [scratch / "crown"])) if gathered else []
    write(folder, _arrays([*gathered, *top], days, "|u1" if kinds <= NARROW else "<u2"), _facts(leaves, kinds))
    shutil.rmtree(scratch)


def _paths(folder: Path, stem: str, suffix: str, count: int) -> list[Path]:
    return [folder / f"{stem}-{number}{suffix}" for number in range(count)]


def _facts(leaves: Sequence[Leaf], kinds: int) -> dict[str, Any]:
    none = np.zeros(kinds, np.int64)
    undated, unplaced = (
        sum((getattr(leaf, name) for leaf in leaves), none).tolist() for name in ("undated", "unplaced")
    )  # fmt: skip
    count = sum(int(leaf.rows.sum()) for leaf in leaves)
    return {"count": count, "kinds": kinds, "undated": undated, "unplaced": unplaced}


def _arrays(pieces: Sequence[Gathered], days: Array, kind: str) -> Iterator[tuple[str, str, Iterable[Array]]]:
    """All arrays of the file with their types, as pieces; each piece's lines come after those of the pieces before."""
    yield "days", "<i4", [days]
    for pool, _ in POOLS:
        yield f"{pool}.search", "<u2", _each(pieces, f"{pool}.start", f"{pool}.done")
        yield f"{pool}.end", "<u2", _each(pieces, f"{pool}.end")
        yield f"{pool}.run", "<u4", _each(pieces, f"{pool}.start_run", f"{pool}.done_run")
    before = [np.cumsum([0, *(len(piece.array(f"{pool}.start")) for piece in pieces)]) for pool, _ in POOLS]
    at = "<u4" if max(int(lines[-1]) for lines in before) < 1 << 32 else "<u8"
    for zoom in range(FINEST, -1, -STEP):
        yield f"{zoom}.cell", "<u8", _each(pieces, f"{zoom}.cell")
        yield f"{zoom}.first", "<u4", [_first(pieces, zoom)]
        yield f"{zoom}.kind", kind, _each(pieces, f"{zoom}.kind")
        yield f"{zoom}.counted", "|b1", _each(pieces, f"{zoom}.counted")
        yield f"{zoom}.at", at, (_at(piece, zoom, *ahead) for piece, *ahead in zip(pieces, *before, strict=False))
        yield f"{zoom}.size", "<u4", _each(pieces, f"{zoom}.size")
        for block in BLOCKS if zoom <= FINEST_THINNED else ():
            yield f"{zoom}.{block}.group", "<u4", _numbered(pieces, zoom, block)
            for name, dtype in (("size", "<u4"), ("start", "<u2"), ("end", "<u2"), ("count", "<u4")):
                yield f"{zoom}.{block}.{name}", dtype, _each(pieces, f"{zoom}.{block}.{name}")


def _numbered(pieces: Sequence[Gathered], zoom: int, block: int) -> Iterator[Array]:
    """Numbers of groups, counted through all pieces."""
    before = 0
    for piece in pieces:
        yield piece.array(f"{zoom}.{block}.group") + before
        before += len(piece.array(f"{zoom}.kind"))


def _each(pieces: Sequence[Gathered], *names: str) -> Iterator[Array]:
    return (piece.array(name) for name in names for piece in pieces)


def _first(pieces: Sequence[Gathered], zoom: int) -> Array:
    """The first group of each cell, and one end."""
    zero = np.zeros(1, np.int64)
    return np.cumsum(np.concatenate([zero, *_each(pieces, f"{zoom}.groups")]))


def _at(piece: Gathered, zoom: int, plain: int, counted: int) -> Array:
    moved: Array = piece.array(f"{zoom}.at") + np.where(piece.array(f"{zoom}.counted"), counted, plain)
    return moved
