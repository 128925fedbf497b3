"""Open your data: from a file to its map, for one session, in memory, with everything that is doubtful shown."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from mapkit.app.column_fields import chosen_fields, lacking
from mapkit.app.component import show_text
from mapkit.app.file_options import ASKING, Options, file_options
from mapkit.app.import_report import show_report
from mapkit.app.opened_views import is_drawn, opened_view, show_view
from mapkit.app.place_names import confirm_places
from mapkit.app.preview_table import show_preview
from mapkit.app.session import Own, own, reopen
from mapkit.app.text_table import show_problems
from mapkit.app.uploads import MAX_MB, read_upload, shown_as
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, MapkitError, Problem
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.dialects import PLAIN, dialect, dialect_names
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.preview import Preview, as_reported, preview
from mapkit.importing.read import read_table
from mapkit.importing.recognise import Recognised, recognise
from mapkit.link import Link
from mapkit.words import number_words

INTRO = (
    "A table of incidents (CSV, TSV, XLSX, GeoJSON, Parquet, GeoPackage, KML, zipped shapefile), a ZIP of an atlas, or "
    "any file that mapkit wrote: one with data is read as it was, and a picture, PDF or film opens its view. "
    "It is held in memory for this session only: nobody else sees it, nothing is saved here, and it cannot be opened "
    "again once this page is closed or reloaded. Until then you can download it as an atlas."
)
LIMIT = (
    f"At most {MAX_MB} MB. A larger file is read from the command line: mapkit import FILE --into FOLDER, then "
    "mapkit serve FOLDER."
)
MAX_MAPPING_MB = 1
BROKE = "it broke what reads it, and nothing of it was taken: save it again, or as CSV or XLSX"
LOGGER = logging.getLogger(__name__)
STALE = "What is below was read before the last change above: press “Read the table this way” again."


@dataclass
class Work:
    """A file that was uploaded, on its way to a map. `sheet` is None for an atlas, which needs no mapping."""

    name: str
    sheet: Sheet | None = None
    found: Recognised | None = None
    base: TableMap | None = None  # what the fields are opened with
    version: int = 0  # of the fields, which are opened anew with a new base
    atlas: Atlas | None = None
    read_with: tuple[TableMap, bool] | None = None  # what the atlas was read with
    why_not: tuple[Problem, ...] = ()
    looked: tuple[tuple[TableMap, bool, bool], Preview] | None = None  # the first rows, and how they were read

    def rebase(self, mapping: TableMap) -> None:
        """Open the fields anew with this mapping."""
        self.base, self.version = mapping, self.version + 1


def open_data(address: Link) -> None:
    """Go to the page that opens data; `address` is where the map stands, to come back to it."""
    if not st.session_state.get("own"):
        st.session_state["served-address"] = address
    st.session_state["address"] = address
    st.session_state["opening"] = True


def to_map() -> None:
    """Go back to the map, as it was."""
    st.session_state["opening"] = False
    reopen(st.session_state["address"])


def to_served() -> None:
    """Show the served atlas again, as it was; what was opened stays at hand."""
    st.session_state["own"], st.session_state["opening"] = None, False
    reopen(st.session_state.get("served-address") or Link())


def forget() -> None:
    """Drop the file and all that was made of it."""
    shown = st.session_state.pop("own", None)
    for key in ("work", "own-drawn", "own-taken", "own-mapping-id", "own-refused"):
        st.session_state.pop(key, None)
    st.session_state["own-uploads"] = st.session_state.get("own-uploads", 0) + 1  # empties the field too
    if shown:
        st.session_state["address"] = st.session_state.get("served-address") or Link()


def opening_page(served: Atlas) -> None:
    """The whole page on which a person opens a file; `served` has the sites that names of places are looked up in."""
    show_text([("h1", "Open your data"), ("p", INTRO), ("p", LIMIT)], "opening-text")
    with st.container(horizontal=True):
        st.button("Back to the map", on_click=to_map, key="own-back")
        if st.session_state.get("own"):
            st.button("Back to the served atlas", on_click=to_served, key="own-leave")
        if "work" in st.session_state or st.session_state.get("own-drawn"):
            st.button("Forget this file", on_click=forget, key="own-forget")
    number = st.session_state.get("own-uploads", 0)
    file = st.file_uploader("Your file", max_upload_size=MAX_MB, key=f"own-file-{number}")
    if file is not None:
        refused = [one.code for one in st.session_state.get("own-refused", ())]
        _take(file, file_options(file.name, number, refused), served)
    _tell(st.session_state.get("own-refused", ()), "own-refused-table")
    if drawn := st.session_state.get("own-drawn"):
        show_view(drawn, "own-drawn-view")
    work: Work | None = st.session_state.get("work")
    if work is None:
        return
    if work.sheet is not None:
        _read(work, work.sheet, served)
    if work.atlas is not None and not work.why_not:
        _show(work, work.atlas)


def _take(file: Any, options: Options, served: Atlas) -> None:
    """Read what was uploaded, once each way; a file that cannot be read is told, and what was there before stays.

    A picture or a film of mapkit's has no data, but a view of the atlas that is on the map.
    """
    taken = (file.file_id, tuple(options.items()))
    if st.session_state.get("own-taken") == taken:
        return
    st.session_state["own-taken"] = taken
    st.session_state["own-refused"] = st.session_state["own-mapping-problems"] = ()
    st.session_state["own-drawn"] = None
    if is_drawn(file.name, file.getvalue()):
        mine = own()
        st.session_state["own-drawn"] = opened_view(mine.atlas if mine else served, {file.name: file.getvalue()})
        return
    try:
        with st.spinner("Reading the file"):
            st.session_state["work"] = _work(shown_as(file.name), read_upload(file.name, file.getvalue(), **options))
    except AtlasError as error:
        st.session_state["own-refused"] = error.problems
        if _asks(error.problems) and not any(options.values()):
            st.rerun()  # with what can be chosen unfolded
    except MapkitError as error:
        st.session_state["own-refused"] = (Problem(shown_as(file.name), "file-unreadable", str(error)),)
    except Exception:  # the last net: a person gets words, and the server's log has the rest
        LOGGER.exception("a file that was opened broke its reader")
        st.session_state["own-refused"] = (Problem(shown_as(file.name), "file-unreadable", BROKE),)


def _work(name: str, read: Sheet | Atlas) -> Work:
    if isinstance(read, Atlas):
        return Work(name, atlas=read)
    found = recognise(read)
    return Work(name, read, found, replace(found.mapping, title=found.mapping.title or name))


def _tell(problems: Sequence[Problem], key: str) -> None:
    if problems:
        words = f"This cannot be read yet: {number_words(len(problems), 'problem')}. Nothing was changed or left out."
        words += " Choose how to read the file above." if _asks(problems) else ""
        show_text([("p", words)], key)
        show_problems(problems, f"{key}-table")


def _asks(problems: Sequence[Problem]) -> bool:
    return any(one.code in ASKING for one in problems)


def _read(work: Work, sheet: Sheet, served: Atlas) -> None:
    """The columns, then what became of the rows."""
    notes = [*sheet.notes, *(work.found.open if work.found else ())]
    rows = f"{number_words(sheet.rows_in, 'row')} and {number_words(len(sheet.columns), 'column')}"
    show_text(
        [
            ("h2", "What the columns hold"),
            ("p", f"{work.name}: {rows}. Look whether each column was taken for what it is, and change what is wrong."),
            *(("li", note) for note in notes),
        ],
        "own-columns",
    )
    table = st.container()
    _bases(work)
    base = work.base or TableMap()
    if missing := lacking(sheet, base):
        names = ", ".join(map(repr, missing))
        show_text([("p", f"The mapping reads columns that this table does not have: {names}.")], "own-lacking")
    mapping = chosen_fields(sheet, base, work.version)
    lookup = st.checkbox(
        "Look up names of places among the sites of the atlas that is served here",
        key="own-lookup",
        help="Then the sites come along, and its box says where points are expected.",
    )
    if st.button("Read the table this way", type="primary", key="own-read"):
        _build(work, sheet, mapping, served if lookup else None)
    with table:
        _look(work, sheet, mapping, served if lookup else None)
    _tell(work.why_not, "own-why-not")
    if work.atlas is not None and work.atlas.report and not work.why_not:
        if work.read_with != (mapping, lookup):
            show_text([("p", STALE)], "own-stale")
        show_report(work.atlas.report, mapping)
        if lookup and (confirmed := confirm_places(sheet, mapping, served)):
            work.rebase(confirmed)
            _build(work, sheet, confirmed, served)
            st.rerun()


def _look(work: Work, sheet: Sheet, mapping: TableMap, like: Atlas | None) -> None:
    """The first rows as they are read by this mapping, or were if all of the table was; nothing where it cannot be."""
    if next(mapping.misfits(sheet.columns), None):
        return
    report = work.atlas.report if work.atlas and work.read_with == (mapping, like is not None) else None
    way = mapping, like is not None, report is not None
    if work.looked is None or work.looked[0] != way:
        home, sites = (like.meta.home, like.places) if like else (None, None)
        found = as_reported(sheet, report.problems) if report else preview(sheet, mapping, home, sites)
        work.looked = way, found
    show_preview(sheet, mapping, work.found, work.looked[1])


def _bases(work: Work) -> None:
    """Open the fields with a dialect, or with a mapping that was saved."""
    with st.expander("Read it by a dialect, or by a mapping that you saved"):
        names = [name for name in dialect_names() if name != PLAIN]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.selectbox("Dialect", names, None, key="own-dialect", placeholder="What the columns say")
            if st.button("Use it", key="own-use"):
                recognised = work.found.mapping if work.found else TableMap()
                work.rebase(dialect(name) if name else recognised)
        number = st.session_state.get("own-uploads", 0)
        file = st.file_uploader("Mapping (.toml)", max_upload_size=MAX_MAPPING_MB, key=f"own-mapping-{number}")
        if file is not None and st.session_state.get("own-mapping-id") != file.file_id:
            st.session_state["own-mapping-id"] = file.file_id
            st.session_state["own-mapping-problems"] = _rebase(work, shown_as(file.name), file.getvalue())
        _tell(st.session_state.get("own-mapping-problems", ()), "own-mapping-refused")


def _rebase(work: Work, name: str, data: bytes) -> tuple[Problem, ...]:
    try:
        work.rebase(TableMap.parse(data.decode("utf-8-sig"), name))
    except UnicodeDecodeError:
        return (Problem(name, "file-encoding", "this is not UTF-8: save it as UTF-8"),)
    except AtlasError as error:
        return error.problems
    return ()


def _build(work: Work, sheet: Sheet, mapping: TableMap, like: Atlas | None) -> None:
    """Read the table by the mapping; what it lacks is told, and the table stays."""
    bar = st.progress(0.0)
    work.read_with, work.why_not, work.atlas = (mapping, like is not None), (), None
    try:
        work.atlas = read_table(sheet, mapping=mapping, like=like, progress=lambda done, total: _step(bar, done, total))
    except AtlasError as error:
        work.why_not = error.problems
    bar.empty()


def _step(bar: Any, done: int, total: int) -> None:
    bar.progress(done / max(1, total), f"{done:,} of {total:,} rows")


def _show(work: Work, atlas: Atlas) -> None:
    if work.sheet is None:
        words = f"{work.name} is an atlas of {number_words(atlas.counts.all, 'incident')}."
        notes = atlas.report.notes if atlas.report else ()
        show_text([("h2", "An atlas"), ("p", words), *(("li", note) for note in notes)], "own-atlas")
    if st.button("Show on the map", type="primary", key="own-show"):
        with st.spinner("Drawing the map"):
            st.session_state["own"] = Own.of(work.name, atlas)
        st.session_state["opening"] = False
        reopen(Link())
        st.rerun()
