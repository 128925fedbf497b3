"""Many readers at once: sessions that pan, zoom and move the clock of one served large atlas, over its websocket.

Run `python bench/load.py world/ --sessions 50 --seconds 60`. Each session is what a browser is to the server: a
websocket that gets the page, asks for the counts of screens, and tells where the clock's window was let go. Between two
acts a session looks for one to five seconds (`--looking`); every fifth act moves the window, which runs the whole page.
Printed are how long counts take to come (the whole way: question, counting, packing, message), the errors, and the
server's memory at the start, in the middle and at the end.
"""

import argparse
import asyncio
import json
import os
import random
import time
from dataclasses import dataclass, field
from itertools import count
from math import nan
from pathlib import Path
from statistics import median
from typing import Any

from measuring import Server, facts, p95, serving_counts
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

import mapkit as mk
from mapkit.when import day_number

WINDOW_EVERY = 5
PATIENCE_S = 30
SETTLED_S = 5
EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"
GOALS = {"cube p95, ms": 300}


@dataclass
class Tally:
    """What all sessions saw: milliseconds by act, and what went wrong."""

    cubes: list[float] = field(default_factory=list)
    early: list[float] = field(default_factory=list)  # of cubes that were asked for while pages opened
    sessions: int = 0
    open_at: float = float("inf")  # when the last page was open
    windows: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Where:
    """Where the sessions look: the atlas's box in degrees, and its first and last day as day numbers (half-open).

    Between two acts they look for a time drawn by lot between two numbers of seconds.
    """

    home: tuple[float, float, float, float]
    span: tuple[int, int]
    looking: tuple[float, float]


@dataclass
class Session:
    """One reader: its socket, the map's element, what the map told last."""

    socket: ClientConnection
    lot: random.Random
    tally: Tally
    where: Where
    element: str = ""
    fragment: str = ""
    script: str = ""
    number: int = 0
    state: dict[str, Any] = field(default_factory=dict)

    async def run_page(self) -> None:
        """Open the page and wait for its end; the map and its first counts are in it."""
        begun = time.perf_counter()
        await self.send(BackMsg(rerun_script=ClientState()))
        await self.until(lambda message: message.WhichOneof("type") == "script_finished")
        self.tally.opened.append((time.perf_counter() - begun) * 1e3)
        if len(self.tally.opened) == self.tally.sessions:
            self.tally.open_at = time.perf_counter()
        self.state = {
            "window": list(self.where.span),
            "box": list(self.where.home),
            "center": [0, 0],
            "zoom": 6.0,
            "site": None,
            "row": None,
            "labels": [],
        }

    async def pan(self) -> None:
        """Ask for the counts of a screen somewhere in the atlas's home, and wait for them."""
        self.number += 1
        zoom = self.lot.uniform(5, 12)
        west, south, east, north = self.where.home
        lon, lat = self.lot.uniform(west, east), self.lot.uniform(south, north)
        wide, high = 360 * 5 / 2**zoom, 360 * 2.75 / 2**zoom * 0.7
        box = [max(-180, lon - wide / 2), max(-85, lat - high / 2), min(180, lon + wide / 2), min(85, lat + high / 2)]
        wanted = {"number": self.number, "box": box, "zoom": zoom, "span": list(self.where.span)}
        begun = time.perf_counter()
        self.state |= {"box": box, "center": [lat, lon], "zoom": zoom}
        await self.send(self.message(events=[{"event": "cube", "value": wanted}]))
        early = begun < self.tally.open_at + SETTLED_S
        await self.until(self.counted)
        (self.tally.early if early else self.tally.cubes).append((time.perf_counter() - begun) * 1e3)
        await self.until(lambda message: message.WhichOneof("type") == "script_finished")

    async def move_window(self) -> None:
        """Let the window go somewhere: all of the page runs."""
        first = self.lot.randint(self.where.span[0], self.where.span[1] - 2)
        last = min(self.where.span[1], first + self.lot.randint(1, 120))
        self.state |= {"window": [first, last]}
        begun = time.perf_counter()
        await self.send(self.message(fragment=False))
        await self.until(lambda message: message.WhichOneof("type") == "script_finished")
        self.tally.windows.append((time.perf_counter() - begun) * 1e3)

    def message(self, events: list[Any] | None = None, *, fragment: bool = True) -> BackMsg:
        """What a browser sends when the map tells or asks something."""
        states: list[dict[str, Any]] = [{"id": self.element, "json_value": json.dumps(self.state)}]
        if self.state:
            states[0]["json_value"] = json.dumps({"view": self.state})
        if events:
            states.append({"id": EVENTS.format(self.element), "json_trigger_value": json.dumps(events)})
        widgets = WidgetStates(widgets=[WidgetState(**one) for one in states])
        client = ClientState(widget_states=widgets, page_script_hash=self.script)
        if fragment:
            client.fragment_id = self.fragment
        return BackMsg(rerun_script=client)

    def counted(self, message: ForwardMsg) -> bool:
        """Whether a message brings the counts that were asked for last."""
        answers = self.look(message)
        cube = (answers or {}).get("cube") or {}
        if cube.get("number") != self.number:
            return False
        if "failed" in cube:
            self.tally.errors.append(cube["failed"])
        self.tally.sizes.append(len(cube.get("data", "")))
        return True

    def look(self, message: ForwardMsg) -> dict[str, Any] | None:
        """Note what a message tells of the map, and return the answers in it."""
        if message.WhichOneof("type") == "new_session":
            self.script = message.new_session.page_script_hash
        if message.WhichOneof("type") != "delta" or message.delta.new_element.WhichOneof("type") != "bidi_component":
            if message.delta.new_element.WhichOneof("type") == "exception":
                self.tally.errors.append(message.delta.new_element.exception.message)
            return None
        map_ = message.delta.new_element.bidi_component
        if map_.component_name != "mapkit.map":
            return None
        self.element, self.fragment = map_.id, message.delta.fragment_id
        answers: dict[str, Any] | None = json.loads(map_.json or map_.mixed.json).get("answers")
        return answers

    async def send(self, message: BackMsg) -> None:
        """Send a message."""
        await self.socket.send(message.SerializeToString())

    async def until(self, done: Any) -> None:
        """Read until a message that will do. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = ForwardMsg.FromString(await self.socket.recv())
                seen = done(message)
                self.look(message)
                if seen:
                    return


async def reader(address: str, seed: int, end: float, tally: Tally, where: Where) -> None:
    """One session from its first page to the end; it acts once at least, however long the page took to open."""
    lot = random.Random(seed)  # noqa: S311 - where a reader looks is no secret
    await asyncio.sleep(lot.uniform(0, where.looking[1]))
    try:
        async with connect(address, max_size=2**27, subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
            session = Session(socket, lot, tally, where)
            await session.run_page()
            for act in count(1):
                await asyncio.sleep(lot.uniform(*where.looking))
                await (session.pan() if act % WINDOW_EVERY else session.move_window())
                if act % WINDOW_EVERY == 0 and time.monotonic() >= end:
                    break
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is counted
        tally.errors.append(f"{type(error).__name__}: {error}")


def memory(process: int) -> float:
    """Megabytes that a process holds of its own: pages of mapped files are shared, and not counted.

    No number where the system has no file that says it, as macOS.
    """
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return nan
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


async def all_readers(server: Server, options: argparse.Namespace, where: Where) -> None:
    """Run all sessions and print."""
    tally, end = Tally(sessions=options.sessions), time.monotonic() + options.seconds
    address = f"ws{server.address.removeprefix('http')}_stcore/stream"
    held = [memory(server.process)]
    async with asyncio.TaskGroup() as group:
        for seed in range(options.sessions):
            group.create_task(reader(address, seed, end, tally, where))
        await asyncio.sleep(options.seconds / 2)
        held.append(memory(server.process))
        await asyncio.sleep(options.seconds / 2)
        held.append(memory(server.process))
    print(f"{options.sessions} sessions, {options.seconds} s, load {os.getloadavg()[0]:.1f}")
    print("| | count | median, ms | p95, ms |\n| --- | --- | --- | --- |")
    early = f"cube, until {SETTLED_S} s after the last page opened"
    names = {"opened": "page, opened", "early": early, "cubes": "cube", "windows": "window moved"}
    for name, words in names.items():
        times = getattr(tally, name)
        both = f"{median(times):.0f} | {p95(times):.0f}" if times else "– | –"
        print(f"| {words} | {len(times)} | {both} |")
    size = f"{median(tally.sizes) / 1e6:.2f} MB (median)" if tally.sizes else "no counts"
    print(f"answers of {size}; errors: {len(tally.errors)} {tally.errors[:3]}")
    print(f"memory of the server's own, MB: {', '.join(f'{one:.0f}' for one in held)}; goals: {GOALS}")


def main() -> None:
    """Serve, let them read, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("atlas", type=Path)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--looking", type=float, nargs=2, default=[1.0, 5.0], help="seconds between two acts")
    options = parser.parse_args()
    atlas = mk.read(options.atlas)
    box = atlas.meta.home or atlas.extent
    if box is None or not atlas.cubes:
        raise SystemExit(f"{options.atlas} is no large atlas")
    window = atlas.cubes.span
    span = day_number(window.start), day_number(window.end)
    with serving_counts(options.atlas) as server:
        print(facts())
        where = Where((box.west, box.south, box.east, box.north), span, tuple(options.looking))
        asyncio.run(all_readers(server, options, where))


if __name__ == "__main__":
    main()
