"""The report on the rows of a file."""

from mapkit.errors import Problem
from mapkit.report import Report, merged


def test_a_row_is_reported_once() -> None:
    """All that is wrong with a row is one problem, its codes and texts joined, each code once."""
    problem = merged("some.csv:3", [("a", "one"), ("b", "two"), ("a", "three")])
    assert problem == Problem("some.csv:3", "a+b", "one; two; three")
    problem = merged("some.csv:3", [("a", "one", "lat", "lon"), ("b", "two"), ("c", "three", "date")])
    assert problem.cells == (("lat", "one"), ("lon", "one"), ("date", "three"))


def test_the_summary_counts() -> None:
    """The words of a report give rows in, kept and reported, each code with its count, and what to decide."""
    problems = (Problem("f:2", "a+b", "x"), Problem("f:3", "b", "y"))
    report = Report("f", 1002, 1000, problems, ("read so",), (Problem("f x", "place-proposed", "may be"),))
    assert report.rows_in == report.kept + report.reported
    assert dict(report.by_code) == {"b": 2, "a": 1}
    assert str(report).splitlines() == [
        "f: 1,002 rows in, 1,000 kept, 2 reported",
        "read so",
        "2 with b",
        "1 with a",
        "f x place-proposed may be",
    ]
