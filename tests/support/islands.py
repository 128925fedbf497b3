"""The two forms in which a page gets an atlas: with the texts of its incidents, and without them."""

import json

import pytest

from mapkit.atlas import Atlas
from mapkit.webmap import island as island_module
from mapkit.webmap.columns import encode
from mapkit.webmap.island import island


def both_forms(atlas: Atlas) -> list[str]:
    """The island of an atlas as a page reads it: worded, then bare."""
    worded = encode(island(atlas))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(island_module, "MAX_TEXTS", 10)
        bare = encode(island(atlas))
    assert json.loads(bare)["texts"] is None
    return [worded, bare]
