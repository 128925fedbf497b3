"""Frames of a page, how much of each is script, when its first mark is there, what memory it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page

LEAD = 2  # frames before the first step's own drawing is in the figures
TOP = 12

# `benchFrames` takes one step a frame, between frames as a hand does: a page that asks for a frame then draws in the
# next. Script time is that of the step's handlers plus that of every callback that the page had asked a frame for;
# frame time is what lies between two frames' time stamps. `benchAnswers` takes a step when the last one is shown.
SCRIPT = """
(() => {
  const frame = globalThis.requestAnimationFrame.bind(globalThis);
  let spent = 0;
  const timed = (call) => {
    const began = performance.now();
    try { return call(); } finally { spent += performance.now() - began; }
  };
  globalThis.requestAnimationFrame = (callback) => frame((now) => timed(() => callback(now)));
  globalThis.benchFrames = (step, count, budget) => new Promise((resolve) => {
    const frames = [], scripts = [], began = performance.now(), channel = new MessageChannel();
    let before = null, state = null, changes = 0;
    channel.port1.onmessage = () => {
      const after = timed(() => step(frames.length));
      changes += after !== state; state = after;
    };
    const tick = (now) => {
      if (before !== null) { frames.push(now - before); scripts.push(spent); }
      before = now; spent = 0;
      const late = frames.length >= 5 && performance.now() - began > budget;
      if (frames.length === count || late) { resolve({ frames, scripts, changes }); return; }
      frame(tick);
      channel.port2.postMessage(null);
    };
    frame(tick);
  });
  globalThis.benchAnswers = async (step, shown, count, budget) => {
    const frames = [], start = performance.now(), next = () => new Promise((resolve) => frame(resolve));
    while (frames.length < count && (frames.length < 5 || performance.now() - start < budget)) {
      const began = performance.now(), before = shown();
      step(frames.length);
      while (shown() === before) await next();
      await next();
      frames.push(performance.now() - began);
    }
    return { frames, scripts: [], changes: count };
  };
  globalThis.benchDraws = 0;
  for (const kind of [globalThis.WebGLRenderingContext, globalThis.WebGL2RenderingContext]) {
    const draw = kind?.prototype.drawArrays;
    if (draw) kind.prototype.drawArrays = function (mode, first, count) {
      globalThis.benchDraws += count > 0;
      return draw.call(this, mode, first, count);
    };
  }
  if (top !== globalThis) return;
  globalThis.benchFirst = 0;
  const marked = () => { try { return (%s)(); } catch { return false; } };
  const look = () => frame(() => {
    if (marked()) frame(() => { globalThis.benchFirst = performance.now(); }); else look();
  });
  look();
})();
"""


@dataclass(frozen=True)
class Frames:
    """Milliseconds of each frame and of the script in it."""

    frames: Sequence[float]
    scripts: Sequence[float]


class StoppedError(Exception):
    """A contender could not do what was asked; says why."""


def watch_frames(page: Page, mark: str) -> None:
    """Have every page opened from now on tell its frames, and when `mark` (a JavaScript function) is first true."""
    page.add_init_script(SCRIPT % mark)


def first_mark(page: Page, address: str, patience: float) -> float:
    """Open a page; seconds from the start of the navigation to the frame after its first mark."""
    page.goto(address, wait_until="commit", timeout=patience * 1000)
    page.wait_for_function("() => globalThis.benchFirst > 0", polling=100, timeout=patience * 1000)
    return float(page.evaluate("() => benchFirst")) / 1000


def stepped(page: Page, drive: str, given: Any, count: int, budget: float) -> Frames:
    """Take a step in each frame, as the function that `drive` makes of `given` does, up to `budget` seconds.

    A step returns what the window then is; StoppedError if it did not change in most of them.
    """
    took = _ran(page, f"benchFrames(({drive})(given), count, budget)", given, count + LEAD, budget)
    if took["changes"] < 0.8 * len(took["frames"]):
        raise StoppedError(f"only {took['changes']} of {len(took['frames'])} steps changed the window")
    return Frames(took["frames"][LEAD:], took["scripts"][LEAD:])


def answered(page: Page, drives: tuple[str, str], given: Any, count: int, budget: float) -> Frames:
    """Take each step when the last one is shown, which changes what the second JavaScript function gives."""
    drive, shown = drives
    took = _ran(page, f"benchAnswers(({drive})(given), {shown}, count, budget)", given, count, budget)
    return Frames(took["frames"], [])


def _ran(page: Page, call: str, given: Any, count: int, budget: float) -> dict[str, Any]:
    """What a promise of the page gives, without a call from outside while it is under way."""
    page.evaluate(
        f"([given, count, budget]) => {{ globalThis.benchTook = null; {call}"
        ".then((took) => { globalThis.benchTook = took; }); }",
        [given, count, budget * 1000],
    )
    page.wait_for_function("() => globalThis.benchTook", polling=200, timeout=(2 * budget + 30) * 1000)
    took: dict[str, Any] = page.evaluate("() => benchTook")
    return took


def heap(page: Page) -> float:
    """Megabytes of JavaScript memory after a collection: objects, and the buffers of typed arrays beside them."""
    wire = page.context.new_cdp_session(page)
    wire.send("HeapProfiler.collectGarbage")
    usage = wire.send("Runtime.getHeapUsage")
    wire.detach()
    return float(usage["usedSize"] + usage.get("backingStorageSize", 0)) / 2**20


def profiled(page: Page, take: Callable[[], Frames]) -> str:
    """Where the script's time of a frame goes while `take` takes them, by function, as lines of a table."""
    wire = page.context.new_cdp_session(page)
    wire.send("Profiler.enable")
    wire.send("Profiler.setSamplingInterval", {"interval": 200})
    wire.send("Profiler.start")
    took = take()
    lines = _top(wire, len(took.frames) + LEAD)
    wire.detach()
    return "\n".join(lines)


def _top(wire: CDPSession, frames: int) -> list[str]:
    profile = wire.send("Profiler.stop")["profile"]
    names = {node["id"]: _name(node["callFrame"]) for node in profile["nodes"]}
    spent: dict[str, float] = {}
    for node, took in zip(profile["samples"], profile["timeDeltas"], strict=True):
        spent[names[node]] = spent.get(names[node], 0) + took / 1000 / frames
    most = sorted(spent.items(), key=lambda item: -item[1])[:TOP]
    return [f"| `{name}` | {milliseconds:.2f} |" for name, milliseconds in most]


def _name(call: dict[str, Any]) -> str:
    return f"{call['functionName'] or 'anonymous'}:{call['lineNumber'] + 1}" if call["url"] else call["functionName"]
