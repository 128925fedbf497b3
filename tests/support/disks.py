"""A disk that is full."""

import errno
import os


class Full:
    """In the place of `os.fsync`: the `last` flush finds the disk full, as `done` says how many there were."""

    def __init__(self, last: int) -> None:
        self.last, self.done, self._flush = last, 0, os.fsync

    def __call__(self, handle: int) -> None:
        """Flush a file, or raise OSError."""
        self.done += 1
        if self.done == self.last:
            raise OSError(errno.ENOSPC, "full")
        self._flush(handle)
