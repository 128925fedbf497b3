"""One incident more for a large atlas: checked as the incident of any atlas is, then appended."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.contents import Contents, own_columns
from mapkit.files.large import read_large
from mapkit.files.serialise import atlas_files
from mapkit.saving.folder.edit import add
from mapkit.saving.folder.entries import Values
from mapkit.saving.folder.slugs import slug
from mapkit.saving.large.append import append

SOME = 20  # sources that are named where somebody gives one that is not there


def add_large(  # noqa: PLR0913 - as for `editing.add`
    folder: Path,
    incident: Values,
    claims: Sequence[Values],
    sources: Sequence[Values] = (),
    *,
    who: str,
    expect: str | None = None,
) -> Atlas:
    """Add an incident with what sources say of it to a large atlas, as `editing.add` does to a folder.

    There is no list of changes, so that it cannot be undone. Raises AtlasError with every problem; ExportError.
    """
    atlas = read_large(folder)
    values = dict(incident)
    if not str(values.get("id") or "").strip():
        values["id"] = _free(atlas, str(values.get("title") or ""), str(values.get("when") or ""))
    with tempfile.TemporaryDirectory(prefix="mapkit-") as name:
        alone = Path(name)
        cited = {str(claim.get("source")) for claim in claims}
        for file, data in atlas_files(_around(atlas, cited)).items():
            (alone / file).write_bytes(data)
        made = add(alone, values, claims, sources, who=who)
    append(folder, made.store.whole(), tuple(made.claim_list), made.digest, expect)
    return read_large(folder)


def _around(atlas: Atlas, cited: set[str]) -> Contents:
    """What an incident of the atlas may refer to, without its incidents."""
    sources = tuple(source for source in atlas.source_list if source.id in cited) or atlas.source_list[:SOME]
    sites = tuple(atlas.places.values())
    return Contents(atlas.meta, sites, (), sources, (), (), {}, own_columns(atlas))


def _free(atlas: Atlas, title: str, when: str) -> str:
    """The id that is made of title and date, with a number that no incident has."""
    plain = slug(title, when, ())
    sql = "SELECT id FROM incidents WHERE id = ? OR starts_with(id, ?)"
    return slug(title, when, set(atlas.store.run(sql, [plain, f"{plain}-"])["id"].to_pylist()))
