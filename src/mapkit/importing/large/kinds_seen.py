"""The kinds of a large table while its blocks go by: the largest of its first rows stay, late ones may become Other."""

from collections import Counter

from mapkit.errors import AtlasError, Problem
from mapkit.importing.cells.kinds import MAX_KINDS, OTHER, are_many, kind_id, kind_label, kinds_told, made_kinds
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.table_map import TableMap
from mapkit.records import Kind


class KindsSeen:
    """`labels` counts the kinds that are kept, `ids` are their ids, by label.

    `named`: the column of kinds is kept beside them, for its first rows have so many that more may come.
    """

    def __init__(self, sheet: Sheet, mapping: TableMap) -> None:
        self.column = mapping.column("kind")
        seen = Counter(kind_label(row[self.column], mapping) for row in sheet.first) if self.column else Counter()
        self.named = are_many(seen, MAX_KINDS // 2)
        self.labels: Counter[str] = Counter()
        self.ids: dict[str, str] = {}
        for label, _ in seen.most_common(MAX_KINDS - 1) if self.named else ():
            self.ids[label] = kind_id(label, self.ids.values())

    def new_id(self, label: str) -> str:
        """The id of a label that comes for the first time: its own, or that of Other. Raises AtlasError: kinds-many."""
        if len({*self.ids.values()}) < MAX_KINDS - 1:
            return kind_id(label, self.ids.values())
        if not self.named:
            words = f"more than {MAX_KINDS} kinds, which its first rows do not show: give another column, or [kinds]"
            raise AtlasError([Problem(f"column {self.column!r}", "kinds-many", words)])
        return kind_id(OTHER, ())

    def made(self) -> tuple[Kind, ...]:
        """The kinds of the atlas."""
        return tuple(dict.fromkeys(made_kinds(self.labels, self.ids).values()))

    def told(self) -> list[str]:
        """What is to be said of labels without a kind of their own."""
        return kinds_told(made_kinds(self.labels, self.ids), self.column)
