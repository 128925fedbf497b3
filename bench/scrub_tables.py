"""The figures of bench/scrub.py as Markdown, with the goals beside them."""

from collections.abc import Mapping, Sequence
from statistics import median

from measuring import p95
from scrub_measure import Figures

TICK = 0.05  # a frame of a screen at 60 Hz takes 16.67 ms, told as 16.7
Key = tuple[str, int, str]  # contender, size, window
FRAME_MS, FRAME_P95_MS, BYTES, LOAD_S, CARD_MS = 16.7, 34.0, 12.0, 1.5, 50.0
GOALS = (
    f"Goals at the largest size: a frame of median {FRAME_MS:g} ms and p95 under {FRAME_P95_MS:g} ms with 90 days "
    f"and all; under {BYTES:g} bytes an incident before compression; first mark under {LOAD_S:g} s from a warm server; "
    f"click to card under {CARD_MS:g} ms; ahead of every peer at every size."
)


def both(values: Sequence[float], digits: int = 1) -> str:
    """Median and p95."""
    if not values:
        return "–"
    return f"{median(values):,.{digits}f} / {p95(values):,.{digits}f}"


def weight(size: float) -> str:
    """Bytes in words."""
    return f"{size / 1e6:,.2f} MB" if size else "–"


def our_table(found: Mapping[Key, Figures], names: Sequence[str]) -> str:
    """Everything of mapkit's own pages."""
    lines = [
        "| page | incidents | window | first mark s | again s | frame ms | script ms | frames | click to card ms "
        "| to its words ms | data raw | gzip | bytes an incident | memory MB |",
        f"|{'---|' * 14}",
    ]
    for (name, size, window), one in found.items():
        if name in names:
            lines.append(f"| {name} | {size:,} | {window} | {_ours(one, size)} |")
    return "\n".join(lines)


def _ours(one: Figures, size: int) -> str:
    each = f"{one.raw / size:.1f} (columns {one.columns / size:.1f})" if one.columns else "–"
    took = one.took
    return " | ".join(
        [
            _seconds(one.load),
            _seconds(one.again),
            both(took.frames) if took else one.stopped or "–",
            both(took.scripts) if took else "–",
            str(len(took.frames)) if took else "–",
            both(one.cards),
            both(one.words),
            weight(one.raw),
            weight(one.packed),
            each,
            f"{one.heap:,.0f}" if one.heap else "–",
        ]
    )


def _seconds(value: float | None) -> str:
    return f"{value:.2f}" if value else "–"


def peer_table(found: Mapping[Key, Figures], ours: str) -> str:
    """All contenders at each size and window; "times" is how often the peer's median step holds ours."""
    lines = [
        "| incidents | window | contender | first mark s | step ms | script ms | steps | times ours | click to card ms "
        "| data raw | gzip | memory MB | |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for (name, size, window), one in sorted(found.items(), key=lambda item: (item[0][1], -_width(item[0][2]), 0)):
        lines.append(f"| {size:,} | {window} | {name} | {_peer(one, found.get((ours, size, window)))} |")
    return "\n".join(lines)


def _width(window: str) -> int:
    return {"90 days": 2, "a year": 1}.get(window, 0)


def _peer(one: Figures, ours: Figures | None) -> str:
    took, beside = one.took, ours.took if ours else None
    times = f"{median(took.frames) / median(beside.frames):.1f}" if took and beside else "–"
    return " | ".join(
        [
            _seconds(one.load),
            both(took.frames) if took else "–",
            both(took.scripts) if took else "–",
            str(len(took.frames)) if took else "–",
            times,
            both(one.cards),
            weight(one.raw),
            weight(one.packed),
            f"{one.heap:,.0f}" if one.heap else "–",
            f"stops here ({one.stopped})" if one.stopped else one.note,
        ]
    )


def verdicts(found: Mapping[Key, Figures], ours: str) -> str:
    """Each goal beside what was measured at the largest size."""
    largest = max(size for name, size, _ in found if name == ours)
    at = {window: one for (name, size, window), one in found.items() if name == ours and size == largest}
    lines = [f"| at {largest:,} | window | measured | goal | met |", "|---|---|---|---|---|"]
    for window, one in at.items():
        for what, value, goal in _asked(one, largest):
            lines.append(f"| {what} | {window} | {value:,.2f} | {goal:g} | {'yes' if value <= goal + TICK else 'no'} |")
    return "\n".join([*lines, *_beaten(found, ours)])


def _asked(one: Figures, size: int) -> list[tuple[str, float, float]]:
    asked = []
    if one.took:
        frames = one.took.frames
        asked += [("frame, median ms", median(frames), FRAME_MS), ("frame, p95 ms", p95(frames), FRAME_P95_MS)]
    if one.load and one.again:
        asked += [("first mark, s, new browser", one.load, LOAD_S), ("first mark, s, same browser", one.again, LOAD_S)]
        asked += [("bytes an incident", one.raw / size, BYTES)]
    return asked + ([("click to card, median ms", median(one.cards), CARD_MS)] if one.cards else [])


def _beaten(found: Mapping[Key, Figures], ours: str) -> list[str]:
    """Where a peer is ahead of the page or level with it, in each of three things."""
    lines = [""]
    for what in ("step", "first mark", "click to card"):
        ahead = [
            f"{name} at {size:,}, {window}: {theirs:.1f} against {mine:.1f}"
            for (name, size, window), one in found.items()
            if not name.startswith(ours)
            and (theirs := _ms(one, what))
            and (at := found.get((ours, size, window)))
            and (mine := _ms(at, what))
            and theirs <= mine + TICK
        ]
        lines.append(f"Peers ahead of the page or level with it, {what} in ms: {'; '.join(ahead) or 'none'}.")
    return lines


def _ms(one: Figures, what: str) -> float | None:
    took = one.took.frames if one.took else ()
    values = {"step": took, "first mark": [one.load * 1000] if one.load else (), "click to card": one.cards}[what]
    return median(values) if values else None


def profiles(found: Mapping[Key, Figures]) -> str:
    """Where the script's time goes, for each case that was asked."""
    tables = [
        f"{name}, {size:,} incidents, {window}: self time of a frame\n\n| function | ms |\n|---|---|\n{one.profile}"
        for (name, size, window), one in found.items()
        if one.profile
    ]
    return "\n\n".join(tables)
