// The histogram on the track and its axis: drawn when size, filter, zoom or the map's box change; a step moves a clip.

import { wideDays } from './bins.js';
import { fitGutter } from './gutter.js';
import { renderHeadline } from './headline.js';
import { renderKnown } from './known.js';
import { xOf } from './scale.js';
import { renderScope } from './track_zoom.js';
import { complain, writeField } from './typed_dates.js';
import { PALE, WIDE_DAYS } from '../constants.js';
import { binUnit, dateOf, dayWords, edges, floorTo, format, FORMATS } from '../data/days.js';
import { lowerBound, weightOf } from '../data/model.js';
import { el, plural } from '../dom.js';
import { openChapter } from '../navigate.js';
import { clamp } from '../numbers.js';

/**
 * How many incidents may have begun in each bin: by kind, first those in the map's box and then those outside it.
 * Apart, as a line below, what would fill every bar: those that may have begun on any of more than `most` days, and
 * those that went on, on the days after.
 */
function histogram(model, bins, inBox, most = WIDE_DAYS) {
  const { kinds, start, end, sureStart, kind, mark, passes } = model, n = bins.length - 1, stacks = 2 * kinds;
  const binOf = binFinder(bins);
  const change = new Int32Array((n + 1) * stacks), wide = new Int32Array(n + 1), first = bins[0], after = bins[n];
  let wides = 0, goes = 0;
  for (let i = 0; i < model.n; i++) {
    if (!passes[i] || end[i] <= first || start[i] >= after) continue;
    const from = start[i] <= first ? 0 : binOf(start[i]), until = end[i] >= after ? n : binOf(end[i] - 1) + 1;
    const weight = weightOf(model, i), begun = Math.min(sureStart[i], end[i] - 1);
    if (begun - start[i] >= most) { wides += weight; wide[from] += weight; wide[until] -= weight; continue; }
    const to = begun < first ? from : begun >= after ? n : binOf(begun) + 1;
    if (until > to) { goes += weight; wide[to] += weight; wide[until] -= weight; }
    const stack = kind[i] + (inBox && !inBox[mark[i]] ? kinds : 0);
    change[from * stacks + stack] += weight;
    change[to * stacks + stack] -= weight;
  }
  for (let b = 1; b <= n; b++) {
    wide[b] += wide[b - 1];
    for (let k = 0; k < stacks; k++) change[b * stacks + k] += change[(b - 1) * stacks + k];
  }
  return { n, change, wide, wides, goes };
}

/** A function from a day to its bin: a table of days, or for a span of centuries a bisection. */
function binFinder(bins) {
  const n = bins.length - 1, days = bins[n] - bins[0];
  if (days > 400000) return (day) => lowerBound(bins, day + 1) - 1;
  const table = new Uint16Array(days), first = bins[0];
  for (let b = 0; b < n; b++) table.fill(b, bins[b] - first, bins[b + 1] - first);
  return (day) => table[day - first];
}

/** Which marks lie in the map's box; null before there is a picture of it. */
function marksInBox({ model: { grid, marks }, layers }) {
  if (!layers || !grid.view) return null;
  const { padX, padY, width, height } = grid.view, inBox = new Uint8Array(marks.n);
  for (let m = 0; m < marks.n; m++) {
    inBox[m] = grid.x[m] >= padX && grid.x[m] <= width - padX && grid.y[m] >= padY && grid.y[m] <= height - padY
      ? 1 : 0;
  }
  return inBox;
}

export function layoutClock(app) {
  const { clock } = app;
  fitGutter(app);
  clock.width = clock.track.clientWidth;
  clock.height = clock.pale.clientHeight;
  if (!clock.width) return;
  layoutBars(app);
  drawAxis(clock);
  drawTicks(app, clock);
  renderScope(app);
}

export function layoutBars(app) {
  const { clock } = app;
  if (!clock.width) return;
  const { bins, words } = barEdges(app), most = wideDays(app);
  const bars = app.cubes ? cubeBars(app, bins, most) : histogram(app.model, bins, marksInBox(app));
  for (const canvas of [clock.pale, clock.full]) drawBars(app, clock, canvas, bins, bars);
  clock.caption.replaceChildren(el('strong', {}, 'Incidents'), el('span', {}, words));
  const below = [
    bars.goes ? `${plural(bars.goes, 'incident')} while they went on` : '',
    bars.wides ? `${plural(bars.wides, 'incident')} that may have begun on any of more than ${most} days` : '',
  ].filter(Boolean);
  clock.caption.title = `Each bar counts the incidents ${words} that may have begun then;`
    + ` those outside the map's box are paler.`
    + (below.length ? ` The thin line below: ${below.join(', and ')}.` : '');
}

/** Where bars begin and end: units of the calendar, or where bins are wider than a day so many of them. */
function barEdges({ clock, model: { bins } }) {
  const [first, last] = clock.view, unit = binUnit(last - first, clock.width, 5);
  if (!bins || bins.width === 1) return { bins: edges(clock.view, unit), words: `a ${unit}` };
  let wide = bins.width;
  while (clock.width / (last - first) * wide < 5) wide *= 2;
  const from = Math.floor(first / wide), n = Math.ceil(last / wide) - from;
  return { bins: Int32Array.from({ length: n + 1 }, (_, k) => (from + k) * wide), words: `in ${wide} days` };
}

function drawBars(app, clock, canvas, bins, { n, change, wide, wides, goes }) {
  const ratio = globalThis.devicePixelRatio || 1, { kinds } = app.model, stacks = 2 * kinds;
  canvas.width = Math.max(1, Math.round(clock.width * ratio));
  canvas.height = Math.max(1, Math.round(clock.height * ratio));
  const ctx = canvas.getContext('2d');
  ctx.scale(ratio, ratio);
  let top = 1;
  for (let b = 0; b < n; b++) top = Math.max(top, sumOf(change, b * stacks, stacks));
  const floor = clock.height - (wides || goes ? 4 : 0), unit = (floor - 3) / top;
  for (let b = 0; b < n; b++) {
    const left = Math.max(0, xOf(clock, bins[b])), right = Math.min(clock.width, xOf(clock, bins[b + 1]));
    const gap = right - left > 3 ? 1 : 0;
    let y = floor;
    for (let k = 0; k < stacks; k++) {
      const height = change[b * stacks + k] * unit;
      if (!height) continue;
      ctx.globalAlpha = k < kinds ? 1 : PALE;
      ctx.fillStyle = app.kinds[k % kinds].colour;
      ctx.fillRect(left, y - height, right - left - gap, height);
      y -= height;
    }
    ctx.globalAlpha = 1;
    if (wide[b]) { ctx.fillStyle = app.theme.label; ctx.fillRect(left, clock.height - 2.5, right - left, 2.5); }
  }
}

function sumOf(values, from, n) {
  let sum = 0;
  for (let i = from; i < from + n; i++) sum += values[i];
  return sum;
}

/** Dates under the track: years, with months between where there is room. */
function drawAxis(clock) {
  const span = clock.view[1] - clock.view[0], unit = binUnit(span, clock.width, 62);
  const marks = [...edges(clock.view, unit)].filter((day) => day >= clock.view[0] && day < clock.view[1]);
  const labels = marks
    .map((day) => ({ x: xOf(clock, day), words: axisWords(day, unit), year: floorTo(day, 'year') === day }))
    .filter(({ x, words }) => x <= clock.width - 6 - 6 * words.length);
  const first = labels[0];
  if (!first || first.x > 70) labels.unshift({ x: 0, words: format(clock.view[0], FORMATS.monthYear), start: true });
  clock.axis.replaceChildren(...labels.map(({ x, words, year, start }) =>
    el('span', { class: year ? 'mk-year' : start ? 'mk-first' : null, style: { left: `${x}px` } }, words)));
}

export function axisWords(day, unit) {
  if (unit === 'day' || unit === 'week') return format(day, FORMATS.dayMonth);
  return floorTo(day, 'year') === day ? String(dateOf(day).getUTCFullYear()) : format(day, FORMATS.month);
}

/** Chapters on the track: a press goes there, as in the list of chapters, which is the way for keyboards. */
function drawTicks(app, clock) {
  const chapters = (app.island.chapters || [])
    .filter((c) => c.window[0] >= clock.view[0] && c.window[0] < clock.view[1]);
  clock.ticks.replaceChildren(...chapters.map((chapter) => el('button', {
    type: 'button', class: 'mk-tick', tabindex: -1, 'aria-label': chapter.label, title: chapter.label,
    style: { left: `${xOf(clock, chapter.window[0])}px` }, on: { click: () => openChapter(app, chapter) },
  })));
}

/** What follows the window at every step: a few styles, and the words that have changed. */
export function renderClock(app) {
  const { clock } = app, { window } = app.state;
  const a = clamp(xOf(clock, window[0]), 0, clock.width), b = clamp(xOf(clock, window[1]), 0, clock.width);
  clock.full.style.clipPath = `inset(0 ${clock.width - b}px 0 ${a}px)`;
  for (const shade of [clock.selection, clock.laneShade]) {
    shade.style.transform = `translateX(${a}px)`; shade.style.width = `${Math.max(1, b - a)}px`;
  }
  clock.grip.style.transform = `translateX(${(a + b) / 2}px)`;
  [0, 1].forEach((which) => renderHandle(app, clock, which, which ? b : a));
  renderKnown(app);
  renderHeadline(app);
}

function renderHandle(app, clock, which, x) {
  const { domain } = clock, handle = clock.handles[which], day = app.state.window[which], field = clock.fields[which];
  const { input, error } = field;
  handle.style.transform = `translateX(${x}px)`;
  handle.setAttribute('aria-valuemin', which ? domain[0] + 1 : domain[0]);
  handle.setAttribute('aria-valuemax', which ? domain[1] : domain[1] - 1);
  handle.setAttribute('aria-valuenow', day);
  handle.setAttribute('aria-valuetext', dayWords(which ? day - 1 : day));
  handle.classList.toggle('mk-beyond', day < clock.view[0] || day > clock.view[1]);
  const typing = input.getRootNode().activeElement === input && input.value !== field.told;
  if (typing) return;                                                          // what is being written stays
  writeField(app, which);
  if (!error.hidden) complain(clock.fields[which], null);
}

/** Bars of the whole world, which stay as they are while only the map moves. */
function wholeBars(cubes, bins, most) {
  const key = `${most} ${bins}`, { bars } = cubes;
  if (!bars || bars.of !== cubes.whole || bars.key !== key) {
    cubes.bars = { of: cubes.whole, key, all: histogram(cubes.whole, bins, null, most) };
  }
  return cubes.bars.all;
}

/**
 * Bars of the cube, and above them, paler, what the rest of the world has; not where its bins are wider than the bars.
 */
function cubeBars(app, bins, most) {
  const { model, cubes: { whole } } = app, own = histogram(model, bins, null, most);
  if (!whole || (whole.bins.width > 1 && whole.bins.width > bins[1] - bins[0])) return own;
  const all = wholeBars(app.cubes, bins, most), stacks = 2 * model.kinds;
  for (let b = 0; b < own.n; b++) {
    for (let k = 0; k < model.kinds; k++) {
      own.change[b * stacks + model.kinds + k] = Math.max(0, all.change[b * stacks + k] - own.change[b * stacks + k]);
    }
  }
  return { ...own, wide: all.wide, wides: all.wides, goes: all.goes };
}
