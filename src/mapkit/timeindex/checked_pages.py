"""The arrays of an open index: every page of the file is compared with its SHA-256 before anything of it is read.

So an index opens at once whatever its size, and a question pays for the pages that it is the first to touch. Once a
page is found damaged, nothing of the index is used any more.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import AtlasError
from mapkit.viewcube.lines import ONE_OF, code_of

SEVERAL = 4  # pages that are worth a second thread: hashing leaves the interpreter

Entry = tuple[str, int, int]  # type, first byte, length


class Pages:
    """The pages of a file, of a power of two bytes, and which are left to compare; `refusal` words damage of one."""

    def __init__(self, data: NDArray[np.uint8], size: int, sums: Sequence[str], refusal: Callable[[int], AtlasError]):
        self.data = data
        self.bits = size.bit_length() - 1
        self.left = np.ones(len(sums), bool)
        self._sums = sums
        self._refusal = refusal
        self._damaged: int | None = None
        self._compared = False  # all of them

    def need(self, numbers: NDArray[np.int64]) -> None:
        """Compare those pages that have not been yet. Raises AtlasError for any that was ever found damaged."""
        self._refuse()
        left = self.left[numbers]
        if not left.any():
            return
        asked = np.unique(numbers[left]).tolist()
        if len(asked) < SEVERAL:
            right = list(map(self._right, asked))
        else:
            with ThreadPoolExecutor(2) as pool:
                right = list(pool.map(self._right, asked))
        if not all(right):
            self._damaged = asked[right.index(False)]
        self._refuse()
        self.left[asked] = False
        self._compared = not self.left.any()

    def whole(self, low: int, high: int) -> bool:
        """Whether the bytes from `low` up to `high` can be read as they are. Raises AtlasError as `need` does."""
        if self._compared:
            return True
        self._refuse()
        return low == high or not self.left[low >> self.bits : (high - 1 >> self.bits) + 1].any()

    def _refuse(self) -> None:
        if self._damaged is not None:
            raise self._refusal(self._damaged)

    def _right(self, number: int) -> bool:
        page = self.data[number << self.bits : number + 1 << self.bits]
        return hashlib.sha256(page.data).hexdigest() == self._sums[number]


class Paged:
    """An array some of whose pages are still to be compared. It can do what the questions ask of an array."""

    def __init__(self, array: NDArray[Any], start: int, pages: Pages) -> None:
        self._array = array
        self._start = start
        self._pages = pages
        self.dtype = array.dtype

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, chosen: Any) -> Any:
        if isinstance(chosen, slice):
            low, high, _ = chosen.indices(len(self))
            if high > low:
                first, last = self._page(low), self._page(high - 1)
                self._pages.need(np.arange(first, last + 1))
        else:
            self._pages.need(np.ravel(self._page(np.asarray(chosen))))
        return self._array[chosen]

    def take(self, numbers: Any, mode: Any = "clip") -> Any:
        """The values at these places; places outside the array are those of its ends."""
        self._pages.need(np.ravel(self._page(np.clip(numbers, 0, len(self) - 1))))
        return self._array.take(numbers, mode=mode)

    def searchsorted(self, values: NDArray[Any]) -> NDArray[np.int64]:
        """Where sorted values would stand, on the left of their like: bisection, which touches few pages."""
        low, high = np.zeros(len(values), np.int64), np.full(len(values), len(self))
        while (low < high).any():
            middle = (low + high) // 2
            below = (self.take(middle) < values) & (low < high)
            low, high = np.where(below, middle + 1, low), np.where(below | (low >= high), high, middle)
        return low

    def _page(self, numbers: Any) -> Any:
        return self._start + numbers * self.dtype.itemsize >> self._pages.bits


class Arrays(Mapping[str, Any]):
    """Arrays by name: plain read-only ones where all their pages have been compared, else such as compare them."""

    def __init__(self, pages: Pages, entries: Mapping[str, Entry]) -> None:
        self.pages = pages
        self._entries = entries
        self._views = {name: _view(pages.data, *entry) for name, entry in entries.items()}

    def __getitem__(self, name: str) -> Any:
        array = self._views[name]
        start = self._entries[name][1]
        return array if self.pages.whole(start, start + array.nbytes) else Paged(array, start, self.pages)

    def __iter__(self) -> Iterator[str]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)


class ByKind(Arrays):
    """Those of an index of before there were classes: every line is of one day of several."""

    def __getitem__(self, name: str) -> Any:
        if name.endswith(".code"):
            return _Codes(super().__getitem__(f"{name.removesuffix('.code')}.kind"))
        return super().__getitem__(name)


class _Codes:
    """Kinds as the codes that they have with the class ONE_OF."""

    def __init__(self, kinds: Any) -> None:
        self._kinds = kinds

    def __getitem__(self, chosen: Any) -> Any:
        return code_of(self._kinds[chosen].astype(np.uint32), ONE_OF)


def _view(data: NDArray[np.uint8], dtype: str, start: int, count: int) -> NDArray[Any]:
    """An array of the file as a plain array: a memmap's own class costs more than a small look-up."""
    view: NDArray[Any] = np.frombuffer(data, dtype, count, start) if count else np.zeros(0, dtype)
    view.flags.writeable = False
    return view
