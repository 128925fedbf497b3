import tomllib

import pytest

from mapkit.errors import ExportError
from mapkit.saving.folder.format import aged, renewed

LONG = 'description = """\nformat = 1\n"""\n'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "T"\n', 'format = 2\nslash = "lasted"\ntitle = "T"\n'),
        ('\ufefftitle = "T"\r\n# end', '\ufeffformat = 2\r\nslash = "lasted"\r\ntitle = "T"\r\n# end'),
        ('# ours\n[[kinds]]\nid = "a"', 'format = 2\nslash = "lasted"\n# ours\n[[kinds]]\nid = "a"'),
        ('title = "T"\nformat  =  1  # old\n', 'slash = "lasted"\ntitle = "T"\nformat  =  2  # old\n'),
        ('slash = "lasted"\n', 'format = 2\nslash = "lasted"\n'),
        (LONG + "'format' = 1\r\n", 'slash = "lasted"\n' + LONG + "'format' = 2\r\n"),
    ],
)
def test_the_format_is_written_and_no_other_byte(old: str, new: str) -> None:
    """The settings say the format with a line or a figure more, what a slash means, and nothing else anew."""
    assert renewed(old.encode()).decode() == new
    said = {"format": 2, "slash": "lasted"}
    assert tomllib.loads(new.removeprefix("\ufeff")) == {**tomllib.loads(old.removeprefix("\ufeff")), **said}


@pytest.mark.parametrize("old", ['title = "T"\n', '\ufefftitle = "T"\r\n# end', LONG])
def test_it_is_taken_out_again(old: str) -> None:
    """What was put before all other lines is taken out with every byte as it was."""
    assert aged(renewed(old.encode())).decode() == old


def test_what_cannot_be_changed_alone_is_refused() -> None:
    """A format that is written in another way, or was moved since, is left to people."""
    with pytest.raises(ExportError, match="by hand"):
        renewed(b"format = 0x1\n")
    with pytest.raises(ExportError, match="by hand"):
        aged(b'title = "T"\nformat = 2\n')
