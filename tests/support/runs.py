"""The runs of the page's script on its server: what the page asks for, and whether it has come."""

from playwright.sync_api import Page

from support.waiting import after

RESTING = "[data-testid=stApp][data-test-script-state=notRunning]"  # the page's script has run
RESTS = 150  # milliseconds, in which the map tells its host what the reader did once the hand rests
# Notes when the page asks its server for a run of its script, and when a run has ended, from the first look on: by the
# fields of its messages, `rerun_script` of BackMsg and, after hash and metadata, `script_finished` of ForwardMsg.
_WATCH = """() => {
  if (globalThis.runs) return;
  const RERUN = 11 << 3 | 2, HASH = 1 << 3 | 2, METADATA = 2 << 3 | 2, FINISHED = 6 << 3;
  const runs = globalThis.runs = { time: 0, asked: 0, ended: 0 }, { send } = WebSocket.prototype, heard = new WeakSet();
  const hear = ({ data }) => {
    const bytes = new Uint8Array(data);
    let at = 0;
    while (bytes[at] === HASH || bytes[at] === METADATA) at += 2 + bytes[at + 1];
    if (bytes[at] === FINISHED) runs.ended = ++runs.time;
  };
  WebSocket.prototype.send = function (data) {
    if (!heard.has(this)) this.addEventListener('message', hear);
    heard.add(this);
    if (data[0] === RERUN) runs.asked = ++runs.time;
    return send.call(this, data);
  };
}"""
_RUN = f"() => document.querySelector('{RESTING}') && runs.asked <= runs.ended"


def watch_runs(page: Page) -> None:
    """From now on the page notes what it asks for."""
    page.evaluate(_WATCH)


def idle(page: Page) -> None:
    """Wait until the page has asked its server for what it is about to, and the page's script has run for it."""
    watch_runs(page)
    after(page, RESTS)
    page.wait_for_function(_RUN, timeout=30_000)
