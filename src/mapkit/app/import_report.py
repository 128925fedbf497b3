"""What became of the rows of an opened table: kept, reported with what to write instead, and left to decide."""

import csv
import io
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from mapkit.app.component import show_text
from mapkit.app.text_table import MAX_PROBLEMS, show_problems
from mapkit.errors import Problem
from mapkit.importing.mapping.table_map import TableMap
from mapkit.report import Report
from mapkit.spreadsheet import inert
from mapkit.words import number_words


def show_report(report: Report, mapping: TableMap) -> None:
    """Show all of a report, with its problems and the mapping as files to keep."""
    show_text(
        [("h2", "What became of the rows"), ("p", report_words(report)), *(("li", one) for one in report.notes)],
        "report",
    )
    if report.problems:
        words = _cut("Reported rows, with what to write instead.", len(report.problems))
        show_text([("p", words)], "report-problems")
        show_problems(report.problems, "report-problem-table")
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
            [("h2", "For you to decide"), ("p", _cut("None of this was done.", len(report.proposals)))],
            "report-proposals",
        )
        show_problems(report.proposals, "report-proposal-table", "What could be done")


def report_words(report: Report) -> str:
    """The counts of a report in a sentence: rows in = kept + reported, and the cells that cannot be read by column."""
    rows = number_words(report.rows_in, "row")
    text = f"{rows} in: {report.kept:,} kept, {report.reported:,} reported."
    text += "".join(f" Not all are {name}: {reason}." for name, reason in report.why_not.items())
    cells = Counter(column for one in report.problems for column in dict(one.cells))
    told = ", ".join(f"{count:,} under {column!r}" for column, count in cells.most_common())
    return f"{text} Cells that cannot be read: {told}." if told else text


def problem_csv(problems: Sequence[Problem]) -> bytes:
    """Problems as a CSV file (UTF-8) of place, code and text, whose cells no spreadsheet runs."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(("place", "code", "text"))
    writer.writerows((inert(one.place), one.code, inert(one.text)) for one in problems)
    return stream.getvalue().encode("utf-8", "backslashreplace")


def _cut(words: str, count: int) -> str:
    return words if count <= MAX_PROBLEMS else f"{words} The first {MAX_PROBLEMS:,} of {count:,}."
