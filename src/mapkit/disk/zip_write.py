"""ZIP archives with the same bytes for the same entries: fixed times, permissions and order."""

import io
import stat
import zipfile
from collections.abc import Mapping

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can hold
_UNIX = 3
_PERMISSIONS = 0o644
_LEVEL = 9


def pack(entries: Mapping[str, bytes], stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP of the entries in their order, compressed but for those named in `stored`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in entries.items():
            about = zipfile.ZipInfo(name, _NO_TIME)
            about.create_system = _UNIX
            about.external_attr = (stat.S_IFREG | _PERMISSIONS) << 16
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(about, data, method, _LEVEL)
    return stream.getvalue()
