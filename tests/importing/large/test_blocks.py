"""A large CSV in blocks: its first rows, and steps made ahead."""

from pathlib import Path
from typing import Any

import pytest

from mapkit.importing.large import blocks as large_blocks
from mapkit.importing.large.blocks import ahead, sample_of
from support.import_rows import written


def test_a_sample_ends_with_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample of a table breaks off between rows, though its end would lie inside a quoted cell with line breaks."""
    rows = [(str(number), *[""] * 12, "one\ntwo\nthree") for number in range(9)]
    path = written(tmp_path / "made.csv", rows)
    whole = path.stat().st_size
    for size in range(150, whole, 7):
        monkeypatch.setattr(large_blocks, "HEAD", size)
        sheet = sample_of(path)
        assert sheet.problems == ()
        assert [row["id"] for row in sheet.rows] == [str(number) for number in range(len(sheet.rows))]
    assert len(sheet.rows) == 8


def test_steps_come_in_their_order_and_errors_with_them() -> None:
    """Steps made ahead come in order, and what goes wrong in one is raised where it would have come."""

    def steps() -> Any:
        yield 1
        yield 2
        raise ValueError("three")

    found = ahead(steps())
    assert (next(found), next(found)) == (1, 2)
    with pytest.raises(ValueError, match="three"):
        next(found)
