import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import mapkit as mk
from mapkit import film
from mapkit.atlas import Atlas
from mapkit.errors import ParseError
from mapkit.files import read
from mapkit.film.ffmpeg import find_ffmpeg
from mapkit.receipts.receipt import receipt_json
from mapkit.receipts.seal import BESIDE, sealed, sealed_beside
from support.examples import alike
from support.exports import FILMS, SHORT, STILL, made_bytes, put
from support.made import CLAIMS, INCIDENTS, LAYERS, changed, feature, point


@pytest.mark.parametrize("suffix", STILL)
def test_every_format_verifies(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """An untouched file shows the same data, whatever the view of the atlas it is compared with."""
    path = put(made, tmp_path / "a", suffix)
    verdict = mk.verify(path, made.filter(when="1999"))
    assert verdict.status == "same"
    assert verdict
    assert str(verdict).startswith("Same data: the file is whole")
    assert mk.receipt(path) == verdict.receipt


@pytest.mark.parametrize("suffix", STILL)
def test_a_changed_file_is_told(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """A file that somebody changed is told as altered, whatever the data are."""
    path = put(made, tmp_path / "a", suffix)
    data = path.read_bytes()
    middle = 64 if suffix == ".parquet" else len(data) // 3  # in a small one most bytes are its directory
    path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    verdict = mk.verify(path, made)
    assert (verdict.status, bool(verdict)) == ("altered", False)
    assert "File altered" in str(verdict)


@pytest.mark.parametrize("suffix", STILL)
def test_changed_data_are_named(made: Atlas, folder: Callable[..., Path], tmp_path: Path, suffix: str) -> None:
    """When the data changed, the verdict names what was added, removed and changed of what the file shows."""
    view = made.filter(when="2020-12/2021-01")
    path = put(view, tmp_path / "a", suffix)
    rows = [*changed(INCIDENTS, 0, title="Other")[:2], {**INCIDENTS[2], "when": "2023"}, {**INCIDENTS[2], "id": "d"}]
    now = read(folder(incidents=[*rows, *INCIDENTS[3:]]))
    verdict = mk.verify(path, now)
    assert (verdict.status, verdict.added, verdict.removed, verdict.changed) == ("changed", ("d",), ("c",), ("a",))
    assert str(verdict) == "Data changed since: 1 added (d); 1 removed (c); 1 changed (a)."


@pytest.mark.parametrize("suffix", alike(FILMS, ".gif", ".mp4"))
def test_a_film_verifies(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """A film carries its receipt and its seal like a picture, and one changed byte of its frames is told."""
    path = put(made, tmp_path / "a", suffix)
    verdict = mk.verify(path, made)
    assert (verdict.status, verdict.receipt.counts) == ("same", made.counts)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 3] ^= 1
    path.write_bytes(whole)
    assert mk.verify(path, made).status == "altered"


@pytest.mark.parametrize("suffix", alike([".mp4", ".webm"]))
def test_a_sealed_film_still_plays(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """The receipt at the end of a film changes none of its frames."""
    path = put(made, tmp_path / "a", suffix)
    bare = {".mp4": film.mp4, ".webm": film.webm}[suffix](made, SHORT)
    assert path.read_bytes().startswith(bare)
    (tmp_path / f"bare{suffix}").write_bytes(bare)
    sums = [_frame_sums(one) for one in (path, tmp_path / f"bare{suffix}")]
    assert sums[0] == sums[1] != b""


def _frame_sums(path: Path) -> bytes:
    """The checksum of every frame as ffmpeg decodes it, which must find nothing odd in the file."""
    command = [find_ffmpeg(), "-v", "error", "-xerror", "-i", str(path), "-f", "framecrc", "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    assert done.stderr == b""
    return done.stdout


def test_a_changed_claim_and_a_moved_site_count(made: Atlas, folder: Callable[..., Path], tmp_path: Path) -> None:
    """An incident is changed too when a source says otherwise, or when its site was moved."""
    path = put(made, tmp_path / "a", ".geojson")
    assert mk.verify(path, read(folder(claims=changed(CLAIMS, 2, says="They did not.")))).changed == ("b",)
    moved = {"towns": [LAYERS["towns"][0], feature("dale", point(46.91, 39.5)), LAYERS["towns"][2]]}
    assert mk.verify(path, read(folder(layers=moved))).changed == ("b",)


def test_other_changes_are_told_as_such(made: Atlas, folder: Callable[..., Path], tmp_path: Path) -> None:
    """When the data changed in nothing that the file shows, the verdict says so."""
    path = put(made.filter(when="2020-12-08"), tmp_path / "a", ".csv")
    verdict = mk.verify(path, read(folder(incidents=changed(INCIDENTS, 1, title="Other"))))
    assert str(verdict) == "Data changed since: in no incident that the file shows."


def test_a_long_list_is_cut(made: Atlas, folder: Callable[..., Path], tmp_path: Path) -> None:
    """A sentence names the first eight ids."""
    path = put(made, tmp_path / "a", ".csv")
    more = [{**INCIDENTS[0], "id": f"n{number}"} for number in range(12)]
    words = str(mk.verify(path, read(folder(incidents=[*INCIDENTS, *more]))))
    assert words.endswith("(n0, n1, n10, n11, n2, n3, n4, n5, ...).")


def test_without_fingerprints_the_verdict_says_why(
    made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of very many incidents, and a picture made in a page, say that the data changed, and why not in what."""
    monkeypatch.setattr("mapkit.receipts.receipt.MAX_FINGERPRINTS", 2)
    path = tmp_path / "a.geojson"
    mk.snapshot(made, path)
    now = replace(made, digest="0" * 64)
    assert str(mk.verify(path, now)).endswith("no fingerprints of them: a page's picture has none.")
    monkeypatch.setattr("mapkit.receipts.verify.MAX_FINGERPRINTS", 2)
    assert str(mk.verify(path, now)).endswith("no fingerprints of them: it shows more than 2.")


def test_a_receipt_that_does_not_follow_from_its_data_is_told(made: Atlas, tmp_path: Path) -> None:
    """A file whose receipt was counted up and sealed again is told as altered."""
    data = made_bytes(made, ".geojson").replace(b'"counts":{"shown":3', b'"counts":{"shown":4')
    (tmp_path / "a.geojson").write_bytes(sealed(data, ".geojson"))
    assert mk.verify(tmp_path / "a.geojson", made).status == "altered"


def test_a_table_needs_its_receipt_beside_it(made: Atlas, tmp_path: Path) -> None:
    """A CSV without its receipt is refused with the name that is missing; the receipt alone can be read."""
    path = put(made, tmp_path / "a", ".csv")
    beside = path.with_name(path.name + BESIDE)
    assert mk.receipt(beside) == mk.receipt(path)
    assert mk.verify(beside, made).status == "same"
    beside.unlink()
    with pytest.raises(ParseError, match=r"a\.csv\.receipt\.json"):
        mk.receipt(path)


@pytest.mark.parametrize("name", ["none.png", "a\0b.png", "x" * 300 + ".png", "folder.png", "a.doc", "a", ""])
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    """A name that is no file, or of no format with a receipt, is refused in words."""
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(ParseError):
        mk.receipt(tmp_path / name)
    with pytest.raises(ParseError):
        mk.verify(tmp_path / name, None)  # type: ignore[arg-type] - it does not come to that


def test_a_huge_file_is_refused(made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond all measure is not read."""
    monkeypatch.setattr("mapkit.receipts.read.MAX_BYTES", 10)
    with pytest.raises(ParseError, match="more than 10 bytes"):
        mk.receipt(put(made, tmp_path / "a", ".geojson"))


def test_another_receipt_beside_a_table_is_refused(made: Atlas, tmp_path: Path) -> None:
    """A text beside a CSV that is no receipt is refused."""
    path = put(made, tmp_path / "a", ".csv")
    for text in (b"{}", b"\xff", receipt_json(made).replace("0", "x", 64).encode()):
        path.with_name(path.name + BESIDE).write_bytes(text)
        with pytest.raises(ParseError, match="receipt"):
            mk.verify(path, made)


def of_before(path: Path) -> Path:
    """A file as it was made by the older rule: its receipt says so, with another count, and it is sealed again.

    A GIF cuts the text into blocks, so there only the rule is another.
    """
    beside = path.with_name(path.name + BESIDE)
    told = beside if beside.exists() else path
    data = told.read_bytes()
    data, times = re.subn(b'"mapkit-receipt":2', b'"mapkit-receipt":1', data)
    more, counts = re.subn(rb'("shown":\d+,"certain":)\d', rb"\g<1>9", data)
    assert (times, counts) == (1, 0 if path.suffix == ".gif" else 1)
    data = more
    if told is path:
        path.write_bytes(sealed(data, path.suffix))
    else:
        beside.write_text(sealed_beside(path.read_bytes(), data.decode("ascii")), "ascii")
    return path


@pytest.mark.parametrize("suffix", alike([*STILL, ".gif", ".mp4"]))
def test_counts_by_the_older_rule_are_no_change(made: Atlas, tmp_path: Path, suffix: str) -> None:
    """A receipt of before a slash meant that it lasted is of the same data, and says by which rule it was counted."""
    path = of_before(put(made, tmp_path / "a", suffix))
    verdict = mk.verify(path, made)
    assert (verdict.status, verdict.receipt.rule) == ("same", 1)
    assert str(verdict).startswith("Same data; counted by the older rule: ")
    assert mk.receipt(put(made, tmp_path / "b", suffix)).rule == 2


def test_what_another_rule_shows_is_no_change_of_data(made: Atlas, folder: Callable[..., Path], tmp_path: Path) -> None:
    """Of what asks for what is certain, nothing is called added or removed that the older rule counted otherwise."""
    certain = made.filter("when=2020-12-13/2020-12-14&certain=1")
    assert certain.rows()["id"].tolist() == ["c"]
    old = of_before(put(made.filter("when=2020-12&certain=1"), tmp_path / "a", ".geojson"))
    now = read(folder(incidents=[*changed(INCIDENTS, 0, title="Other"), {**INCIDENTS[2], "id": "d"}]))
    verdict = mk.verify(old, now)
    assert (verdict.status, verdict.added, verdict.removed, verdict.changed) == ("changed", (), (), ("a",))
