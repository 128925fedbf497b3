"""The clock in a real browser: its modes, its track, its steps, and what it asks of page, server and machine."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from support.browser import Visit, open_map, show_list, visit, window_texts
from support.runs import idle
from support.waiting import after, until

OFFLINE = True  # what is seen here has no network

PAINTS = """() => {
  window.paints = 0;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...at) { window.paints++; return clear.apply(this, at); };
}"""


def typed(root: Locator, first: str, last: str) -> None:
    """Set the window by its two date fields, the later one first."""
    for place, text in ((1, "2023-10-31"), (0, first), (1, last)):
        field = root.locator(".mk-date").nth(place)
        field.fill(text)
        field.press("Enter")


def shown(root: Locator) -> str:
    """How many the clock's headline says are shown."""
    return root.locator(".mk-shown").inner_text().split()[0]


def pick(root: Locator, label: str, option: str) -> None:
    """Choose an option of the clock's bar."""
    root.get_by_label(label, exact=True).select_option(option)


def option(root: Locator, label: str) -> None:
    """Tick one of the clock's options."""
    root.locator(".mk-options summary").click()
    root.get_by_label(label).check()
    root.locator(".mk-options summary").click()


def test_four_modes_are_four_windows(seen: Visit, saved: Path) -> None:
    """An instant, a window, all from the start and all to the end show different parts of the same data."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2021-01-01", "2021-12-31")
    found: dict[str, tuple[str, ...]] = {}
    for mode in ("window", "start", "end", "instant"):
        pick(root, "Mode", "window")
        typed(root, "2021-01-01", "2021-12-31")
        pick(root, "Mode", mode)
        found[mode] = (*window_texts(root), shown(root))
    assert found == {
        "window": ("1 January 2021", "31 December 2021", "7"),
        "start": ("1 November 2020", "31 December 2021", "16"),
        "end": ("1 January 2021", "31 October 2023", "19"),
        "instant": ("1 January 2021", "31 January 2021", "3"),
    }


def test_what_is_over_can_stay(seen: Visit, saved: Path) -> None:
    """With the option on, what ended before the window is counted apart and drawn, paler, where it was."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2021-06-01", "2021-06-30")
    expect(root.locator(".mk-shown")).to_have_text("0 shown")
    blank = coloured(root)
    option(root, "Keep what is over, paler")
    expect(root.locator(".mk-over")).to_have_text("· 14 over")
    expect(root.locator(".mk-shown")).to_have_text("0 shown")
    until(seen.page, lambda: coloured(root), lambda pixels: pixels > 200)
    assert blank == 0


def coloured(root: Locator) -> int:
    """How many pixels of the marks' canvas are painted."""
    found: int = root.evaluate(
        """root => { const canvas = root.querySelector('.leaflet-mk-marks-pane canvas');
             const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
             let n = 0; for (let i = 3; i < data.length; i += 4) if (data[i]) n++; return n; }"""
    )
    return found


def test_bars_outside_the_maps_box_are_paler(seen: Visit, saved: Path) -> None:
    """When the map shows only the south, the bars of what lies elsewhere lose their strength."""
    root = open_map(seen.page, saved.as_uri())
    assert strongest(root) == 255

    def north() -> int:
        root.locator(".leaflet-container").press("ArrowUp")
        return strongest(root)

    until(seen.page, north, lambda alpha: alpha < 120)


def strongest(root: Locator) -> int:
    """The greatest alpha of a bar above the thin line of the long ones."""
    found: int = root.evaluate(
        """root => { const canvas = root.querySelector('.mk-bars.mk-full');
             const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height - 5);
             let most = 0; for (let i = 3; i < data.length; i += 4) most = Math.max(most, data[i]); return most; }"""
    )
    return found


def test_the_wheel_zooms_the_track(seen: Visit, saved: Path) -> None:
    """The wheel over the track shows less of time around the pointer and says what lies beyond; back out, all again."""
    root = open_map(seen.page, saved.as_uri())
    window, axis = window_texts(root), root.locator(".mk-axis span")
    whole = axis.all_inner_texts()
    box = root.locator(".mk-track").bounding_box()
    assert box
    seen.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20)
    for _ in range(4):
        seen.page.mouse.wheel(0, -240)
    expect(root.locator(".mk-beyond-earlier")).to_be_visible()
    expect(axis).not_to_have_text(whole)
    assert window_texts(root) == window
    earlier = int(root.locator(".mk-beyond-earlier").inner_text().split()[1])
    assert 0 < earlier < 24
    for _ in range(8):
        seen.page.mouse.wheel(0, 240)
    expect(root.locator(".mk-beyond-earlier")).to_be_hidden()
    expect(axis).to_have_text(whole)


def test_a_double_click_zooms_the_track(seen: Visit, saved: Path) -> None:
    """A double click shows a third of the time and leaves the window where it was; the zero key shows all again."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2021-01-01", "2021-02-28")
    box = root.locator(".mk-track").bounding_box()
    assert box
    seen.page.mouse.dblclick(box["x"] + box["width"] * 0.7, box["y"] + 20)
    expect(root.locator(".mk-beyond-later")).to_be_visible()
    assert window_texts(root) == ("1 January 2021", "28 February 2021")
    root.get_by_role("slider", name="Window end").press("0")
    expect(root.locator(".mk-beyond-later")).to_be_hidden()


def test_two_fingers_zoom_the_track(browser: Browser, saved: Path) -> None:
    """Two fingers that move apart on the track show less of time, and do not move the window."""
    with visit(browser, offline=True, has_touch=True) as touch:
        root = open_map(touch.page, saved.as_uri())
        window = window_texts(root)
        root.locator(".mk-track").evaluate(
            """track => { const box = track.getBoundingClientRect();
                 track.setPointerCapture = () => {};
                 const at = (x) => ({ clientX: box.left + x, clientY: box.top + 20 });
                 const send = (type, pointerId, x) => track.dispatchEvent(
                   new PointerEvent(type, { pointerId, pointerType: 'touch', ...at(x), bubbles: true }));
                 send('pointerdown', 1, 300); send('pointerdown', 2, 340);
                 send('pointermove', 1, 200); send('pointermove', 2, 500);
                 send('pointerup', 1, 200); send('pointerup', 2, 500); }"""
        )
        expect(root.locator(".mk-beyond-later")).to_be_visible()
        assert window_texts(root) == window


def test_the_track_follows_the_window(seen: Visit, saved: Path) -> None:
    """On a zoomed track a step beyond its end brings the window back into sight."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2020-12-01", "2020-12-31")
    handle = root.get_by_role("slider", name="Window end")
    for _ in range(3):
        handle.press("+")
    expect(root.locator(".mk-beyond-later")).to_be_visible()
    for _ in range(12):
        root.get_by_role("button", name="Step forward").click()
    assert window_texts(root) == ("1 December 2021", "31 December 2021")
    expect(handle).not_to_have_class("mk-handle mk-handle-end mk-beyond")


def test_steps_go_from_incident_to_incident(seen: Visit, saved: Path) -> None:
    """With incidents as the step, forward brings the next one to the end of the window, and back the one before."""
    root = open_map(seen.page, saved.as_uri())
    pick(root, "Step", "incident")
    typed(root, "2021-06-01", "2021-06-30")
    root.get_by_role("button", name="Step forward").click()
    assert window_texts(root)[1] == "9 October 2021"
    root.get_by_role("button", name="Step forward").click()
    assert window_texts(root)[1] == "13 October 2021"
    for day in ("9 October 2021", "9 May 2021"):
        root.get_by_role("button", name="Step back").click()
        assert window_texts(root)[1] == day


def test_playing_goes_backwards_and_repeats(seen: Visit, saved: Path) -> None:
    """Backwards, playing moves to earlier days; with repeat it starts again at the other end."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2020-11-01", "2020-11-30")
    option(root, "Play backwards")
    option(root, "Repeat")
    pick(root, "Speed", "8")
    root.get_by_role("button", name="Play").click()
    seen.page.wait_for_function(
        "root => root.querySelector('.mk-handle-end').getAttribute('aria-valuetext').endsWith('2023')",
        arg=root.element_handle(),
    )
    root.get_by_role("button", name="Pause").click()


def test_what_is_being_typed_stays(seen: Visit, saved: Path) -> None:
    """A date that is being typed is not written over while the window moves by itself."""
    root = open_map(seen.page, saved.as_uri())
    root.get_by_role("button", name="Play").click()
    field = root.locator(".mk-date").first
    field.fill("2021-0")
    before = window_texts(root)
    seen.page.wait_for_function(
        "([root, before]) => root.querySelectorAll('[role=slider]')[1].getAttribute('aria-valuetext') !== before",
        arg=[root.element_handle(), before[1]],
    )
    expect(field).to_have_value("2021-0")


def test_what_is_selected_is_typed_over(seen: Visit, saved: Path) -> None:
    """Who selects a date while the window moves by itself types over it, and not behind it."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2020-11-01", "2020-11-30")
    root.get_by_role("button", name="Play").click()
    field = root.locator(".mk-date").first
    field.select_text()
    before = field.input_value()
    expect(field).not_to_have_value(before)
    seen.page.keyboard.type("2021-0")
    expect(field).to_have_value("2021-0")


def test_a_state_is_gone_to(seen: Visit, saved: Path) -> None:
    """A press on a state in its lane moves the window to the day on which that state begins."""
    root = open_map(seen.page, saved.as_uri())
    typed(root, "2020-12-01", "2020-12-31")
    root.locator(".mk-segment[aria-label*='No traffic']").first.click()
    assert window_texts(root) == ("15 June 2023", "15 July 2023")


def test_a_chapter_is_gone_to(seen: Visit, saved: Path) -> None:
    """A press on a chapter, on the track or in the list, sets the window and the map's box."""
    root = open_map(seen.page, saved.as_uri())
    before = root.get_attribute("data-position")
    tick = root.locator(".mk-tick").nth(4)
    tick.click()
    window = window_texts(root)
    assert window[0] == "12 December 2022"
    expect(root).not_to_have_attribute("data-position", before or "")
    after(seen.page, 400)  # the panel follows when the window has come to rest
    show_list(root, "chapters")
    root.locator(".mk-chapters button").first.click()
    assert window_texts(root) == ("9 November 2020", "30 November 2020")


def test_a_hidden_page_draws_nothing(seen: Visit, saved: Path) -> None:
    """While the page is hidden a moved window is not drawn; when it is seen again it is drawn once."""
    root = open_map(seen.page, saved.as_uri())
    after(seen.page, 400)  # what was asked for before is drawn
    seen.page.evaluate(PAINTS)
    hide = """hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
                          document.dispatchEvent(new Event('visibilitychange')); }"""
    seen.page.evaluate(hide, True)
    root.get_by_role("slider", name="Window end").press("ArrowLeft")
    after(seen.page, 400)
    assert seen.page.evaluate("window.paints") == 0
    seen.page.evaluate(hide, False)
    seen.page.wait_for_function("window.paints > 0")


def test_dragging_causes_no_rerun_and_release_one(browser: Browser, app: str) -> None:
    """In the app nothing is sent to the server while the window is dragged, and one message when it is let go."""
    with visit(browser) as opened:
        sent: list[Any] = []

        def note(frame: Any) -> None:
            sent.append(frame)

        opened.page.on("websocket", lambda socket: socket.on("framesent", note))
        root = open_map(opened.page, app)
        idle(opened.page)
        after(opened.page, 500)  # what opening made of the view has been told
        box = root.get_by_role("slider", name="Window start").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        opened.page.mouse.move(x, y)
        opened.page.mouse.down()
        before = len(sent)
        opened.page.mouse.move(x + 250, y, steps=40)
        after(opened.page, 500)
        during = len(sent) - before
        opened.page.mouse.up()
        opened.page.wait_for_url("**when=**")
        idle(opened.page)
        after(opened.page, 500)
        assert (during, len(sent) - before) == (0, 1)
