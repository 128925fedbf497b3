"""What became of the rows of an opened table: kept, reported with what to write instead, and left to decide."""

import csv
import io
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mapkit.app.component import show_text
from mapkit.app.tables import problem_frame
from mapkit.errors import Problem
from mapkit.importing.mapping.table_map import TableMap
from mapkit.report import Report
from mapkit.spreadsheet import inert
from mapkit.words import number_words

MAX_ROWS = 2_000


def show_report(report: Report, mapping: TableMap) -> None:
    """Show all of a report, with its problems and the mapping as files to keep."""
    show_text(
        [("h2", "What became of the rows"), ("p", report_words(report)), *(("li", one) for one in report.notes)],
        "report",
    )
    if report.problems:
        show_text([("p", _cut("Reported rows, with what to write instead.", len(report.problems)))], "report-problems")
        st.dataframe(problem_frame(report.problems[:MAX_ROWS]), hide_index=True, width="stretch")
    with st.container(horizontal=True):
        if report.problems:
            st.download_button(
                "problems.csv",
                lambda: problem_csv(report.problems),
                "problems.csv",
                "text/csv",
                on_click="ignore",
                key="save-problems",
            )
        st.download_button(
            "mapping.toml",
            lambda: str(mapping).encode(),
            "mapping.toml",
            "application/toml",
            on_click="ignore",
            key="save-mapping",
            help="How this table was read, to read the next one the same way.",
        )
    if report.proposals:
        show_text(
            [("h2", "For you to decide"), ("p", _cut("Nothing of this was done.", len(report.proposals)))],
            "report-proposals",
        )
        st.dataframe(proposal_frame(report.proposals[:MAX_ROWS]), hide_index=True, width="stretch")


def report_words(report: Report) -> str:
    """The counts of a report in a sentence: rows in = kept + reported, and how many have each code."""
    rows = number_words(report.rows_in, "row")
    text = f"{rows} in: {report.kept:,} kept, {report.reported:,} reported."
    codes = ", ".join(f"{code} {count:,}" for code, count in report.by_code.items())
    return f"{text} Reported for: {codes}." if codes else text


def problem_csv(problems: Sequence[Problem]) -> bytes:
    """Problems as a CSV file (UTF-8) of place, code and text, whose cells no spreadsheet runs."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(("place", "code", "text"))
    writer.writerows((inert(one.place), one.code, inert(one.text)) for one in problems)
    return stream.getvalue().encode("utf-8", "backslashreplace")


def proposal_frame(proposals: Sequence[Problem]) -> pd.DataFrame:
    """What is left to decide: where, and what could be done."""
    rows = [{"Where": one.place, "Code": one.code, "What could be done": one.text} for one in proposals]
    return pd.DataFrame(rows, columns=["Where", "Code", "What could be done"])


def _cut(words: str, count: int) -> str:
    return words if count <= MAX_ROWS else f"{words} The first {MAX_ROWS:,} of {count:,}."
