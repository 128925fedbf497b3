"""Modules of JavaScript as one script, an entry and all that it imports: a page needs no build and no loader."""

import re
from graphlib import TopologicalSorter
from pathlib import Path

_IMPORT = re.compile(r"^import (?:\{[^}]*\} from )?'(\.{1,2}/[^']+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |class |const |let )", re.MULTILINE)
_INDENT = re.compile(r"^ +", re.MULTILINE)  # no text of a script runs over lines, so this is code
_REMARK = re.compile(r" +//[^'\"`\n]*$", re.MULTILINE)  # behind code; a text that holds such signs would end after them
_PLAIN = re.compile(r"^[^`/\n]*$", re.MULTILINE)  # a line without a template, an expression or a remark in it
_TEXT = re.compile(r"""('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")""")
_SPACED = re.compile(r" ?(=>|===|!==|&&|\|\||[=*<>?:,;{}()\[\]|&]+) ?")  # signs that need no space, unlike + and -
_COMMENT = re.compile(r"^ *(?://.*|/\*\*(?:.|\n)*?\*/)?\n", re.MULTILINE)  # whole lines, and empty ones


def parts(entry: Path) -> list[Path]:
    """The entry's module and all that it imports, each after those that it imports itself.

    Raises FileNotFoundError where one is missing, and graphlib.CycleError, which names them, for a circle.
    """
    found: dict[Path, list[Path]] = {}
    wanted = [entry.resolve()]
    while wanted:
        part = wanted.pop()
        if part not in found:
            found[part] = [(part.parent / name).resolve() for name in _IMPORT.findall(part.read_text("utf-8"))]
            wanted += found[part]
    return list(TopologicalSorter(found).static_order())


def joined(entry: Path) -> str:
    """The parts one below the other in a function of their own, without imports, exports, comments and spare spaces."""
    code = "".join(_bare(part.read_text("utf-8")) for part in parts(entry))
    return f"(function () {{\n'use strict';\n{code}}})();\n"


def _bare(text: str) -> str:
    for part in (_IMPORT, _EXPORT, _COMMENT, _REMARK, _INDENT):
        text = part.sub("", text)
    return _PLAIN.sub(lambda line: "".join(map(_tight, _TEXT.split(line[0]))), text)


def _tight(part: str) -> str:
    return part if part.startswith(("'", '"')) else _SPACED.sub(r"\1", part)
