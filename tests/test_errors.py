import pytest

from mapkit import errors
from mapkit.errors import AtlasError, ExportError, MapkitError, MissingExtra, ParseError, Problem


def test_a_problem_is_one_line() -> None:
    """A problem reads as its place, its code and what to write instead."""
    assert (
        str(Problem("incidents.csv:12", "id-double", "give it its own")) == "incidents.csv:12 id-double give it its own"
    )


def test_an_atlas_error_holds_every_problem() -> None:
    """An AtlasError keeps all problems in order and its message is one line for each."""
    problems = [Problem("a.csv:2", "x", "one"), Problem("a.csv:1", "y", "two")]
    error = AtlasError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == ["a.csv:2 x one", "a.csv:1 y two"]


@pytest.mark.parametrize("kind", [ParseError, AtlasError, ExportError, MissingExtra])
def test_one_except_catches_all(kind: type[Exception]) -> None:
    """Everything that mapkit refuses is a MapkitError and stands in the drawing of the tree."""
    assert issubclass(kind, MapkitError)
    assert kind.__name__ in (errors.__doc__ or "")


def test_bad_values_are_value_errors() -> None:
    """What cannot be read is a ValueError too, and keeps its code."""
    error = ParseError("when-unreadable", "write 2020-12-08")
    assert isinstance(error, ValueError)
    assert (error.code, str(error)) == ("when-unreadable", "write 2020-12-08")


def test_a_missing_extra_says_the_line_that_installs_it() -> None:
    """A missing package is an ImportError that holds the pip line."""
    error = MissingExtra("app", "streamlit")
    assert isinstance(error, ImportError)
    assert "pip install 'mapkit[app]'" in str(error)
