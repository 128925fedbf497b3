// Going to a date, a chapter, a part of the map.

import { stopPlay } from './clock/play.js';
import { follow } from './clock/track_zoom.js';
import { setWindow, slide } from './clock/window.js';
import { settle } from './host.js';
import { clamp } from './numbers.js';
import { isFrame } from './size.js';

/** The window and the map's box of a chapter. */
export function openChapter(app, chapter) {
  stopPlay(app, app.clock);
  setWindow(app, chapter.window);
  app.chapter = { at: app.island.chapters.indexOf(chapter), window: app.state.window };
  follow(app, app.clock, chapter.window[0]);
  showRegion(app, chapter.box || app.island.home);
  settle(app);
}

/** The number of the chapter that is shown, from 0; -1 where the window is of none. */
export function chapterNow({ chapter, island, state: { window } }) {
  const same = (one) => one[0] === window[0] && one[1] === window[1];
  if (chapter && same(chapter.window)) return chapter.at;     // its own days may lie beyond what the clock covers
  return (island.chapters || []).findIndex((one) => same(one.window));
}

/** To the next chapter or the one before. */
export function stepChapter(app, by) {
  const chapter = app.island.chapters[chapterNow(app) + by];
  if (chapter) openChapter(app, chapter);
}

/** Move the window to something dated: it keeps its width, or takes the thing's own if it is wider. */
export function goTo(app, [start, end], fit) {
  const { clock } = app, [a, b] = app.state.window, { domain } = clock;
  const from = clamp(start, domain[0], domain[1] - 1), to = clamp(end, from + 1, domain[1]);
  const whole = b - a >= domain[1] - domain[0];
  stopPlay(app, clock);
  if (whole || (fit && to - from > b - a)) setWindow(app, [from, to]);
  else setWindow(app, slide(clock, [from, from + b - a], 0));
  follow(app, clock, from);
  settle(app);
}

export function showBox(app, [west, south, east, north], room) {
  app.map.fitBounds([[south, west], [north, east < west ? east + 360 : east]], { animate: false, ...room });
}

/**
 * A box to look at (home, a chapter) with a little room around it; on the map of a frame below the buttons, and beside
 * the text of a chapter.
 */
export function showRegion(app, box) {
  const [left, top] = isFrame(app) ? coveredOf(app) : [0, 0];
  showBox(app, box, { paddingTopLeft: [Math.max(8, left), Math.max(8, top)], paddingBottomRight: [8, 22] });
}

/** How much of a frame's map its controls cover, from its left and from its top, in pixels. */
function coveredOf({ mapArea, placesButton, story, root }) {
  const map = mapArea.getBoundingClientRect(), beside = root.dataset.size !== 'phone' && story?.querySelector('[open]');
  return [beside ? story.getBoundingClientRect().right - map.left + 8 : 0,
    placesButton.getBoundingClientRect().bottom - map.top];
}
