import csv
import io
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mapkit.atlas import Atlas
from mapkit.contents import contents
from mapkit.exporting.snapshot import snapshot
from mapkit.files import read
from mapkit.importing.mapping.table_map import TableMap
from mapkit.saving import write
from support.commands import PROGRAM, answer, refusal, run
from support.made import SOURCES

HEADER = "id,date,lat,lon,title,type,place\n"
ROWS = (
    "n1,2020-12-08,39.5,47,One,Attack,Hilltown",
    "n2,2020-12-09,,,Two,Meeting,Hilltown",
    "n3,2020-13-01,,,Three,Attack,",
)
HOSTILE = ("<script>alert(1)</script>", "\x1b[2J\x1b]0;owned\x07", "\u202egnp.exe", "{{ 7 * 7 }}", "a\x00b", "\x9b31m")


def table(path: Path, *rows: str, header: str = HEADER) -> Path:
    """A table with these rows."""
    path.write_text(header + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def counts(*words: str | Path, code: int = 0) -> dict[str, Any]:
    """The one JSON object that `import ... --json` prints on stdout."""
    (line,) = answer("import", *words, "--json", code=code).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_without_into_it_only_shows(tmp_path: Path) -> None:
    """What columns were recognised as, why and with examples, and every row's fate are shown; nothing is written."""
    path = table(tmp_path / "x.csv", *ROWS)
    said = answer("import", path)
    assert "Date: column 'date', by its name; such as '2020-12-08'" in said
    assert '"when" = ["date"]' in said
    assert "x.csv: 3 rows in, 2 kept, 1 reported" in said
    assert "x.csv:4 when-no-such-day" in said
    assert [one.name for one in tmp_path.iterdir()] == ["x.csv"]


def test_a_new_folder_becomes_an_atlas(tmp_path: Path) -> None:
    """With --into and --yes the kept rows are an atlas; the exit code is 0 though a row was reported."""
    said = answer("import", table(tmp_path / "x.csv", *ROWS), "--into", tmp_path / "atlas", "--yes")
    assert said.endswith("atlas is an atlas of 2 incidents now\n")
    atlas = read(tmp_path / "atlas")
    assert atlas.counts.all == 2
    assert atlas["n1"].claims[0].locator == "x.csv:2"
    for name in ("atlas.zip", "atlas.parquet"):
        answer("import", tmp_path / "x.csv", "--into", tmp_path / name, "--yes")
        assert read(tmp_path / name).counts.all == 2
    assert read(tmp_path / "atlas.zip").digest == atlas.digest


@pytest.mark.parametrize("suffix", [".csv", ".geojson"])
def test_an_export_of_ours_needs_no_mapping(geo: Atlas, tmp_path: Path, suffix: str) -> None:
    """What mapkit wrote is an atlas with its denials again, unconfirmed; asked to, it is read as any table."""
    path = tmp_path / f"x{suffix}"
    snapshot(geo, path)
    said = answer("import", path, "--into", tmp_path / "atlas")
    assert "read as mapkit wrote it" in said
    assert read(tmp_path / "atlas").disputed == geo.disputed
    assert "Recognised:" in answer("import", path, "--dialect", "plain")


def test_what_left_an_atlas_adds_to_it_again(geo: Atlas, tmp_path: Path) -> None:
    """Incidents come back from an export into what is left of their atlas; states that are there are no news."""
    path, rest, one = tmp_path / "x.geojson", tmp_path / "rest", geo.rows()["id"].iloc[0]
    snapshot(geo.filter(text=geo[one]["title"]), path)
    parts = contents(geo)
    write(replace(parts, records=(), claims=()).atlas(), rest)
    answer("import", path, "--into", rest)
    assert read(rest)[one].claims == geo[one].claims


def test_an_export_of_ours_keeps_its_claims_in_a_large_atlas(geo: Atlas, tmp_path: Path) -> None:
    """A CSV of mapkit's is not read block by block, where each claim would be a report, but whole, or refused."""
    snapshot(geo, tmp_path / "left.csv")
    answer("import", tmp_path / "left.csv", "--into", tmp_path / "back")
    answer("import", tmp_path / "left.csv", "--into", tmp_path / "back.parquet")
    back, large = read(tmp_path / "back"), read(tmp_path / "back.parquet")
    assert large.disputed == back.disputed == geo.disputed > 0
    assert sorted(one.stance for one in large.claim_list) == sorted(one.stance for one in back.claim_list)
    said = refusal("import", tmp_path / "left.csv", "--into", tmp_path / "back.parquet", "--append")
    assert "say --dialect plain, and who disputes and who denies is lost" in said
    assert read(tmp_path / "back.parquet").digest == large.digest


def test_json_is_one_object(tmp_path: Path) -> None:
    """With --json one object stands on stdout, with rows in, kept and reported by code, and the words go to stderr."""
    path = table(tmp_path / "x.csv", *ROWS)
    found = run("import", path, "--json")
    said = json.loads(found.stdout)
    taken = [(one["field"], one["column"], one["why"]) for one in said.pop("recognised")]
    assert ("when", "date", "by its name") in taken
    assert said == {
        "rows_in": 3,
        "kept": 2,
        "reported": 1,
        "by_code": {"when-no-such-day": 1},
        "name": "x.csv",
        "into": None,
        "dated": 2,
        "undated": 0,
        "lasted": 0,
        "one_of": 0,
        "placed": 1,
        "unplaced": 1,
        "why_not": {},
        "doubles": 0,
        "not_taken": [],
    }
    assert "Recognised:" in found.stderr
    assert counts(path, "--into", tmp_path / "a", "--yes")["into"] == str(tmp_path / "a")


def test_nothing_unconfirmed_is_written(tmp_path: Path) -> None:
    """Off a terminal, columns that nobody confirmed are shown and refused; a dialect or a mapping confirms them."""
    path = table(tmp_path / "x.csv", *ROWS)
    found = run("import", path, "--into", tmp_path / "atlas")
    assert (found.exit_code, (tmp_path / "atlas").exists()) == (1, False)
    assert '"when" = ["date"]' in found.stdout
    assert "say --yes" in found.stderr
    answer("import", path, "--save-mapping", tmp_path / "x.toml")
    answer("import", path, "--into", tmp_path / "atlas", "--mapping", tmp_path / "x.toml")
    assert read(tmp_path / "atlas").counts.all == 2


@pytest.mark.skipif(os.name != "posix", reason="terminals of this kind are of POSIX")
@pytest.mark.parametrize(("reply", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_a_terminal_is_asked(tmp_path: Path, reply: str, code: int) -> None:
    """On a terminal a person is asked, and no is the answer unless they say yes."""
    import pty  # noqa: PLC0415 - of POSIX only

    ours, theirs = pty.openpty()
    command = [*PROGRAM, "import", str(table(tmp_path / "x.csv", *ROWS)), "--into", str(tmp_path / "atlas")]
    os.write(ours, reply.encode())
    found = subprocess.run(command, check=False, stdin=theirs, capture_output=True, text=True, timeout=60)
    os.close(theirs)
    os.close(ours)
    assert found.returncode == code, found.stderr
    assert "Import the table this way? [y/N]" in found.stdout
    assert (tmp_path / "atlas").exists() == (code == 0)


def test_an_existing_atlas_gets_more(folder: Callable[..., Path], tmp_path: Path) -> None:
    """Rows are joined to the atlas that is there; names of places are looked up in it; a second time ids are taken."""
    path, into = table(tmp_path / "x.csv", *ROWS), folder()
    before = read(into)
    said = answer("import", path, "--into", into, "--yes")
    assert "place 'Hilltown' place-proposed in 1 row: may be 'hilltown'" in said
    assert said.endswith("has 2 incidents more\n")
    assert read(into).counts.all == before.counts.all + 2
    found = run("import", path, "--into", into, "--yes")
    assert found.exit_code == 1
    assert found.stderr.count("id-taken") == 2
    assert read(into).counts.all == before.counts.all + 2


def test_what_the_atlas_lacks_is_refused_at_once(folder: Callable[..., Path], tmp_path: Path) -> None:
    """Unknown kinds and taken ids are all told, also in a dry run, and the atlas stays as it was."""
    path, into = table(tmp_path / "x.csv", "a,2020,,,One,Flood,", "n1,2020,,,One,Attack,"), folder()
    before = {one.name: one.read_bytes() for one in into.iterdir()}
    for more in ("--yes", "--dry-run"):
        found = run("import", path, "--into", into, more)
        assert [line.split()[1] for line in found.stderr.splitlines()] == ["kind-unknown", "id-taken"]
        assert found.exit_code == 1
    assert {one.name: one.read_bytes() for one in into.iterdir()} == before


def test_a_column_that_would_be_lost_stops_it(folder: Callable[..., Path], tmp_path: Path) -> None:
    """A column of the sources that is the user's own is not lost: the import is refused, and says so."""
    path, into = table(tmp_path / "x.csv", *ROWS), folder(sources=[{**one, "mood": "calm"} for one in SOURCES])
    found = run("import", path, "--into", into, "--yes")
    assert found.exit_code == 1
    assert "sources.csv:1 column-lost" in found.stderr
    assert "calm" in (into / "sources.csv").read_text("utf-8")


def test_a_dry_run_leaves_the_atlas(folder: Callable[..., Path], tmp_path: Path) -> None:
    """With --dry-run the atlas stays as it is, there or not, and nobody is asked."""
    path, into = table(tmp_path / "x.csv", *ROWS), folder()
    digest = read(into).digest
    assert "a dry run" in answer("import", path, "--into", into, "--dry-run")
    assert read(into).digest == digest
    assert counts(path, "--into", tmp_path / "new", "--dry-run")["into"] is None
    assert not (tmp_path / "new").exists()


def test_options_settle_what_is_open(tmp_path: Path) -> None:
    """The order of dates, exchanged axes and 0, 0 are as the options say, over what was recognised or given."""
    path = table(tmp_path / "x.csv", "a,10/11/2020,0,0,One,,", "b,05/06/2020,47,12,Two,,")
    assert counts(path, code=1)["by_code"] == {"when-ambiguous": 2, "coordinates-zero": 1}
    words = ("--day-order", "dmy", "--swap", "--zero", "unknown", "--dates", "lasted")
    answer("import", path, "--into", tmp_path / "a", *words, "--yes", "--save-mapping", tmp_path / "x.toml")
    rows = {row["id"]: row for row in read(tmp_path / "a").rows(None).to_dict("records")}
    assert (rows["a"]["when"], rows["b"]["lon"], rows["a"]["lon"] == rows["a"]["lon"]) == ("2020-11-10", 47, False)
    mapping = TableMap.parse((tmp_path / "x.toml").read_text("utf-8"))
    assert (mapping.day_order, mapping.swap, mapping.zero, mapping.dates) == ("dmy", True, "unknown", "lasted")
    again = counts(path, "--mapping", tmp_path / "x.toml", "--day-order", "mdy", "--zero", "place", "--no-swap")
    assert again["kept"] == 2


def test_the_file_is_read_as_told(tmp_path: Path) -> None:
    """Encoding, delimiter and sheet are those of the options."""
    (tmp_path / "x.csv").write_bytes("id;дата;заголовок\nа;2020-12-08;Один, два\n".encode("cp1251"))
    said = answer("import", tmp_path / "x.csv", "--encoding", "cp1251", "--delimiter", "semicolon")
    assert "1 rows in, 1 kept" in said
    assert "'Один, два'" in said
    found = run("import", table(tmp_path / "y.csv", *ROWS), "--delimiter", "tab")
    assert found.exit_code == 1
    assert "no column is a date or a place" in found.stderr


def test_every_reported_row_is_in_the_file_of_problems(tmp_path: Path) -> None:
    """--problems has a row for each reported row and each proposal, also those not shown, inert for spreadsheets."""
    rows = [f"=cmd{number},2020-13-01,,,One,Attack,{'=HYPERLINK(1)' if number else ''}" for number in range(50)]
    path = table(tmp_path / "x.csv", *rows, "=a,2020-12-08,1,1,One,Attack,", "=b,2020-12-08,1,1,Two,Attack,")
    said = answer("import", path, "--problems", tmp_path / "p.csv")
    assert "... and 30 more reported rows" in said
    written = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text("utf-8-sig"))))
    assert [row["place"] for row in written[:2]] == ["x.csv:2", "x.csv:3"]
    assert [row["code"] for row in written[-1:]] == ["likely-double"]
    assert len(written) == 51
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in written for cell in row.values())


def test_nothing_kept_is_a_failure(tmp_path: Path) -> None:
    """Where no row can be kept the exit code is 1, and no atlas is written."""
    path = table(tmp_path / "x.csv", ROWS[2])
    assert counts(path, "--into", tmp_path / "a", "--yes", code=1)["kept"] == 0
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dialect", "zzz"), "'zzz' is no dialect: write one of acled"),
        (("--dialect", "ucdp", "--mapping", "x"), "give one"),
        (("--day-order", "dym"), "'dym' is not one of"),
        (("--dates", "maybe"), "'maybe' is not one of"),
        (("--gazetteer", "home"), "a gazetteer needs limits"),
        (("--gazetteer", "QQ"), "'QQ' is no country code"),
    ],
)
def test_a_wrong_call_is_told(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """A dialect, an order or limits that are none are wrong calls, told with what to write."""
    path = table(tmp_path / "x.csv", *ROWS)
    found = run("import", path, *words)
    assert found.exit_code == 2
    assert said in found.stderr


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """No file, a broken mapping, one that does not fit, and a target that is no atlas are refused with words."""
    assert "no such file" in refusal("import", tmp_path / "none.csv", code=1)
    path = table(tmp_path / "x.csv", *ROWS)
    (tmp_path / "m.toml").write_text('zero = "never"', "utf-8")
    assert "mapping-value" in refusal("import", path, "--mapping", tmp_path / "m.toml", code=1)
    (tmp_path / "b.toml").write_bytes(b"\xff")
    assert "not UTF-8" in refusal("import", path, "--mapping", tmp_path / "b.toml", code=1)
    assert "column-missing" in refusal("import", path, "--dialect", "acled", code=1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine")
    assert "atlas.toml" in refusal("import", path, "--into", tmp_path / "full", "--yes", code=1)
    assert (tmp_path / "full" / "note.txt").read_text() == "mine"


def test_a_mapping_is_not_written_over(tmp_path: Path) -> None:
    """--save-mapping leaves another file of that name as it is."""
    (tmp_path / "m.toml").write_text("mine")
    found = run("import", table(tmp_path / "x.csv", *ROWS), "--save-mapping", tmp_path / "m.toml")
    assert found.exit_code == 1
    assert (tmp_path / "m.toml").read_text() == "mine"


def test_the_gazetteer_proposes(folder: Callable[..., Path], tmp_path: Path) -> None:
    """--gazetteer home looks for names in the home box of the atlas, and places nothing."""
    path = table(tmp_path / "x.csv", "n1,2020,,,One,Attack,Shushi")
    into = folder(layers={"towns": [], "roads": []}, incidents=[], claims=[], states=[])
    said = answer("import", path, "--into", into, "--yes", "--gazetteer", "home")
    assert "may be 46.74989,39.76006 (GeoNames 147105" in said
    assert read(into).counts.unplaced == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_steers_the_terminal(tmp_path: Path, text: str) -> None:
    """Escapes, turned lines, markup and NUL in cells, headers and names come as plain characters or not at all."""
    rows = (f"n1,2020-12-08,39,47,{text},{text},{text}", f"{text},{text},{text},{text},{text},,")
    name = text.replace("/", "").replace("\0", "")
    odd = f"{text},{HEADER.partition(',')[2]}"
    for path, header in ((tmp_path / "x.csv", HEADER), (tmp_path / f"{name}.csv", odd)):
        table(path, *rows, header=header)
        found = run("import", path, "--problems", tmp_path / "p.csv", "--json")
        for character in "\x1b\x07\x9b\x00\u202e":
            assert character not in found.stdout + found.stderr


def test_a_table_becomes_a_large_atlas(tmp_path: Path) -> None:
    """A CSV into a new .parquet goes block by block; what the blocks cannot tell is said, and can be told."""
    path = tmp_path / "large.csv"
    path.write_text("id,date,lat,lon,title\na,2020-11-10,39.85,46.75,One\nb,10/11/2020,39.9,46.8,Two\n", "utf-8")
    into = tmp_path / "world.parquet"
    found = run("import", path, "--into", into, "--yes")
    assert "2 rows in, 1 kept, 1 reported" in found.stdout
    assert "else say --day-order" in found.stdout
    assert read(into).rows(None)["id"].tolist() == ["a"]
    again = run("import", path, "--into", tmp_path / "other.parquet", "--yes", "--day-order", "dmy")
    assert "2 rows in, 2 kept, 0 reported" in again.stdout


def test_a_table_beyond_a_folder_becomes_a_large_atlas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CSV that no table of a folder could hold is a large atlas under any name; a smaller one stays a folder."""
    path = tmp_path / "huge.csv"
    path.write_text(f"id,date,lat,lon,title,text\na,2020-11-10,39.85,46.75,One,{'A road. ' * 2_000}\n", "utf-8")
    answer("import", path, "--into", tmp_path / "small", "--yes")
    assert read(tmp_path / "small").time_index is None
    monkeypatch.setattr("mapkit.files.tables.MAX_BYTES", path.stat().st_size - 1)
    into = tmp_path / "world"
    assert f"{into} is an atlas of 1 incident now" in answer("import", path, "--into", into, "--yes")
    assert (read(into).time_index is not None, read(into).count()) == (True, 1)
    more = tmp_path / "more.csv"
    more.write_text(path.read_text("utf-8").replace("\na,", "\nb,"), "utf-8")
    assert f"{into} has 1 incident more" in answer("import", more, "--into", into, "--append", "--yes")


@pytest.mark.parametrize("into", ["world.html", "world.geojson", "world.zip"])
def test_a_huge_table_takes_no_name_of_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, into: str) -> None:
    """A name that no atlas folder can have is refused whatever the size, and a ZIP stays a ZIP."""
    path = tmp_path / "huge.csv"
    path.write_text("id,date,lat,lon,title\na,2020-11-10,39.85,46.75,One\n", "utf-8")
    monkeypatch.setattr("mapkit.cli.import_._is_too_big", lambda _: True)
    found = run("import", path, "--into", tmp_path / into, "--yes")
    assert (tmp_path / into).is_file() == into.endswith(".zip") == (found.exit_code == 0)
    assert not (tmp_path / into).is_dir()


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("id,lat,lon,title", "a,39.8,46.7,One"),
        ("id,date,title", "a,2020-11-10,One"),
        ("id,date,place,title", "a,2020-11-10,Shusha,One"),
        ("id,aa", ""),
    ],
)
def test_a_large_table_may_lack_dates_or_places(tmp_path: Path, header: str, row: str) -> None:
    """Block by block, a table without dates or without places gives what it gives as a whole; one of neither, words."""
    path = tmp_path / "some.csv"
    path.write_text(f"{header}\n{row}\n", "utf-8")
    found = [run("import", path, "--into", tmp_path / name, "--yes") for name in ("large.parquet", "small")]
    assert [one.exit_code for one in found] == [0 if row else 1] * 2
    if row:
        large, small = (read(tmp_path / name).rows(None) for name in ("large.parquet", "small"))
        assert large.equals(small[large.columns])
    else:
        assert all("columns-unknown no column is a date or a place" in one.stderr for one in found)


def test_a_table_is_added_to_a_large_atlas(tmp_path: Path) -> None:
    """With --append a CSV goes block by block into the large atlas that is there, and compact makes it one again."""
    one, two, into = (tmp_path / name for name in ("one.csv", "two.csv", "world.parquet"))
    one.write_text("id,date,lat,lon,title\na,2020-11-10,39.85,46.75,One\n", "utf-8")
    two.write_text("id,date,lat,lon,title\nb,2020-11-11,39.85,46.75,Two\n", "utf-8")
    assert "give it as --into" in refusal("import", two, "--into", into, "--append", "--yes")
    answer("import", one, "--into", into, "--yes")
    assert "leave out --append" in refusal("import", two, "--into", into, "--append", "--yes", "--dry-run")
    assert f"{into} has 1 incident more" in answer("import", two, "--into", into, "--append", "--yes")
    assert len(list(into.glob("index-*"))) == 2
    before = read(into)
    rows = before.rows(None)
    assert rows["id"].tolist() == ["a", "b"]
    assert answer("compact", into) == f"Compacted {into}.\n"
    after = read(into)
    assert len(list(into.glob("index-*"))) == 1
    assert (after.digest, after.rows(None).equals(rows)) == (before.digest, True)
    found = run("import", two, "--into", into, "--append", "--yes")
    assert ("id-taken" in found.stderr, found.exit_code) == (True, 1)
