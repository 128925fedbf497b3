from collections.abc import Callable
from pathlib import Path

from mapkit.files import read
from support.commands import answer, objects, refusal
from support.made import SETTINGS

OLD = {name: value for name, value in SETTINGS.items() if name not in ("format", "slash")}


def test_what_dates_mean_is_said_on_the_command_line(folder: Callable[..., Path]) -> None:
    """Kinds are named, what is left is counted by kind, and the last answer makes the atlas readable again."""
    path = folder(settings=OLD)
    assert "mapkit migrate PATH" in refusal("info", path, code=1)
    assert "1 of 'attack' too" in refusal("migrate", path, "--dates", "lasted", "--kind", "meeting", code=1)
    said = answer("migrate", path, "--dates", "one-of", "--kind", "attack", "--who", "Ani")
    assert said == f"{path}: one of their days: 1 of attack. Still open: 1 of meeting.\n"
    (found,) = objects("migrate", path, "--dates", "lasted")
    assert found == {"path": str(path), "dates": "lasted", "said": {"meeting": 1}, "left": {}}
    assert read(path)["by-name"]["when"] == "2022-12-12/.."
    assert answer("migrate", path, "--dates", "lasted") == f"{path} needs nothing: no date in it is open.\n"
    assert "--dates" in refusal("migrate", path)
