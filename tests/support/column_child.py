"""A program that tests start: mapkit with one column more, and where that column turns up.

    python -m support.column_child FOLDER

The column is put into the table before any other module of mapkit is loaded, so whatever knows of it derived it. What
was found is printed as JSON; files are made in FOLDER.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from mapkit import incident_columns

NAME, WORDS, VALUE, HIDDEN = "led_by", "who led it, as the atlas puts it", "Marshal Canary of Nowhere", "a\u202eb"
LABEL = "Led by"  # as people read it
NEW = incident_columns.Column(NAME, "string", WORDS, droppable=True, imported=True, since=2)


def put() -> None:
    """The table with the new column behind the quote."""
    assert not [name for name in sys.modules if name.startswith(("mapkit.store", "mapkit.atlas", "mapkit.files"))]
    assert incident_columns.names(lambda one: one.name == NAME) == ()
    at = [one.name for one in incident_columns.COLUMNS].index("quote") + 1
    incident_columns.COLUMNS = (*incident_columns.COLUMNS[:at], NEW, *incident_columns.COLUMNS[at:])


def atlases(folder: Path) -> tuple[Any, Any]:
    """The made atlas as it always was, and with a value in the new column."""
    from mapkit.files import read  # noqa: PLC0415 - after the column is put into the table, here and below
    from support.made import INCIDENTS, changed, write_folder  # noqa: PLC0415

    plain = read(write_folder(folder / "plain"))
    return plain, read(write_folder(folder / "more", incidents=changed(INCIDENTS, 0, **{NAME: VALUE})))


def kept(folder: Path, plain: Any, more: Any) -> Iterator[tuple[str, Any]]:
    """What the store, the files, digests and large atlases know of it."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    from mapkit.contents import contents, own_columns  # noqa: PLC0415
    from mapkit.files import read  # noqa: PLC0415
    from mapkit.files.serialise import atlas_files  # noqa: PLC0415
    from mapkit.receipts.fingerprints import fingerprints  # noqa: PLC0415
    from mapkit.saving import write  # noqa: PLC0415

    yield "own", list(own_columns(more))
    yield "digests", [plain.digest, more.digest]
    yield "fingerprints", [fingerprints(plain, None), fingerprints(more, None)]
    yield "searched", more.filter(text="canary").counts.shown
    yield "incidents.csv", atlas_files(contents(more))["incidents.csv"].decode()
    write(more, folder / "more.parquet")
    again = read(folder / "more.parquet")
    files = [*(folder / "more.parquet").glob("incidents/*/*.parquet")]
    yield "large", [again.digest == more.digest, again["a"][NAME]]
    yield "large types", [str(pq.read_schema(one).field(NAME).type) for one in files]


def exported(more: Any) -> Iterator[tuple[str, Any]]:
    """What files that leave the house say of it."""
    import pyarrow.parquet as pq  # noqa: PLC0415
    from pypdf import PdfReader  # noqa: PLC0415

    from mapkit.app.tables import incident_frame  # noqa: PLC0415
    from mapkit.drawing.looks import Look  # noqa: PLC0415
    from mapkit.exporting.snapshot import render  # noqa: PLC0415
    from mapkit.publishing.extract import inside  # noqa: PLC0415
    from mapkit.tables.codebook import codebook  # noqa: PLC0415
    from mapkit.webmap.island import texts  # noqa: PLC0415

    for suffix in (".csv", ".geojson", ".html", ".zip", ".evidence.zip"):
        said = "\n".join(inside(render(more, suffix), Path(f"x{suffix}").suffix).texts)
        yield suffix, [NAME in said or LABEL in said, VALUE in said]
    yield ".csv header", render(more, ".csv").decode("utf-8-sig").splitlines()[0].split(",")
    yield "feature", json.loads(render(more, ".geojson"))["features"][0]["properties"].get(NAME)
    yield ".parquet", pq.read_table(BytesIO(render(more, ".parquet")))[NAME].to_pylist()[0]
    pages = PdfReader(BytesIO(render(more, ".pdf", look=Look(size="a4-portrait", dossier=True)))).pages
    yield "dossier", "\n".join(page.extract_text() for page in pages)
    yield "card", next(iter(texts(more, [0]).values()))["own"]
    yield "page", incident_frame(more, "shown", 9)["Led by"].tolist()[0]
    yield "codebook", codebook(more)


def published(folder: Path, more: Any) -> Iterator[tuple[str, Any]]:
    """What is kept back of it, and whether the leak check finds it where it is not."""
    from mapkit.exporting.snapshot import snapshot  # noqa: PLC0415
    from mapkit.publishing import publish  # noqa: PLC0415

    yield "droppable", NAME in publish.DROPPABLE
    dropped = publish.Publish(drop=(NAME,))
    snapshot(more, folder / "dropped.csv", publish=dropped)
    yield "dropped", VALUE in (folder / "dropped.csv").read_text("utf-8")
    yield "view", str(publish.published(more.filter(text="canary"), dropped).view)
    for name, step, asked in (
        ("leak", "_dropped", dropped),
        ("leak of what is left out", "_delayed", publish.Publish(delay_days=0, today=date(2020, 12, 1))),
    ):
        yield name, refusal(publish, step, partial(snapshot, more, folder / "leak.csv", publish=asked))


def refusal(publish: Any, step: str, do: Callable[[], object]) -> str:
    """How a file is refused when a step of publishing does nothing."""
    from mapkit.errors import ExportError  # noqa: PLC0415

    sound = getattr(publish, step)
    setattr(publish, step, lambda parts, _: parts)
    try:
        do()
    except ExportError as error:
        return str(error)
    finally:
        setattr(publish, step, sound)
    return ""


def checked(folder: Path) -> Iterator[tuple[str, Any]]:
    """What the checks say of it."""
    from mapkit.checks import check  # noqa: PLC0415
    from mapkit.files import read  # noqa: PLC0415
    from support.made import INCIDENTS, changed, write_folder  # noqa: PLC0415

    odd = read(write_folder(folder / "odd", incidents=changed(INCIDENTS, 0, **{NAME: HIDDEN})))
    yield "check", [str(one) for one in check(odd, date(2026, 1, 1)) if one.code == "hidden-sign"]


def taken_in(folder: Path) -> Iterator[tuple[str, Any]]:
    """What becomes of it in a table of others, small and large, and what an atlas's digest is without it."""
    from mapkit.files import read  # noqa: PLC0415
    from mapkit.importing.large.blocks_mapping import told_in_blocks  # noqa: PLC0415
    from mapkit.importing.large.import_large import import_large  # noqa: PLC0415
    from mapkit.importing.read import opened, proposed, read_table  # noqa: PLC0415

    table = folder / "table.csv"
    table.write_text(f"id,date,lat,lon,type,title,Led by\nx,2020-12-08,39.5,46.5,Attack,Shots,{VALUE}\n", "utf-8")
    sheet = opened(table, None)
    mapping = proposed(sheet).mapping
    yield "mapping", list(mapping.columns.get(NAME, ()))
    yield "imported", read_table(sheet, mapping=mapping)["x"][NAME]
    import_large(table, folder / "large.parquet", told_in_blocks(mapping)[0])
    yield "imported in blocks", read(folder / "large.parquet")["x"][NAME]
    without = replace(mapping, columns={name: one for name, one in mapping.columns.items() if name != NAME})
    table.write_text("id,date,lat,lon,type,title\nx,2020-12-08,39.5,46.5,Attack,Shots\n", "utf-8")
    import_large(table, folder / "bare.parquet", told_in_blocks(without)[0])
    yield "digest in blocks", read(folder / "bare.parquet").digest


def asked() -> Iterator[tuple[str, Any]]:
    """Where people are asked for it."""
    from mapkit.app import column_fields, edit_fields  # noqa: PLC0415
    from support.commands import answer  # noqa: PLC0415

    yield "form", dict(edit_fields.rows_of({NAME: VALUE, "title": "T"}, set())[0])
    yield "emptied", NAME in edit_fields.EMPTY
    yield "fields", column_fields.GROUPS["What"]
    yield "options", answer("add", "--help")


def main(folder: Path) -> None:
    """Print all that is found."""
    put()
    plain, more = atlases(folder)
    found = dict(kept(folder, plain, more)) | dict(exported(more)) | dict(published(folder, more))
    found |= dict(checked(folder)) | dict(taken_in(folder)) | dict(asked())
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
