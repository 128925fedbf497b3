// The legend: kinds, what the places are on the window's last day, the lines of the basemap, how to read the marks.

import { STAMPS_MAX } from './constants.js';
import { dayWords } from './data/days.js';
import { VERDICT_WORDS } from './data/verdicts.js';
import { HOLDS, lastDayOf, OVER, POSSIBLY } from './data/standing.js';
import { el, menu, say, svg, text } from './dom.js';
import { DASH, ENDED_DASH } from './map/basemap.js';
import { squareWords } from './map/cells.js';
import { kindsInSight } from './map/in_sight.js';
import { overlaysSeen, overlayStanding, overlayWords } from './map/overlays.js';
import { dotSign, lineSign } from './map/pattern_paint.js';
import { crossedSign, notchSign, quietSign, swatch } from './map/shapes.js';
import { isThere, isValid, stateAt } from './map/sites.js';
import { switchOnly } from './narrowing.js';
import { numberWords } from './numbers.js';
import { verdictSwatch } from './panel/verdict_signs.js';
import { verdictCounts } from './verdict_counts.js';

const OVERLAYS_NAMED = 6;                          // lines that are told one by one; of more the word for all of them
const COUNTED_LIVE = 20_000;                       // marks up to which the kinds are counted in every frame
const LINES_WORDS = 'borders and lines of control in dispute: point at one to read which';
const POSSIBLY_WORDS = 'paler: only possibly';
const OVER_WORDS = 'over: it ended within the window';

const item = (picture, words) => el('li', {}, picture, text(words));

/** The legend of map and histogram alike, in a line under the map; on a small screen it is folded. */
export function makeLegend(app) {
  const { model } = app, { used } = model;
  const legend = el('details', { class: 'mk-legend', open: true }, el('summary', {}, 'Legend'),
    el('div', { class: 'mk-legend-line' },
      el('ul', { class: 'mk-kinds', 'aria-label': 'Kinds in sight' },
        app.kinds.map((kind, k) => (used[k] && k !== model.quiet ? kindItem(app, kind, k) : null)).filter(Boolean)),
      model.verdict ? el('ul', { class: 'mk-verdicts', 'aria-label': 'What they say of it' }) : null,
      app.cubes ? el('p', { class: 'mk-squares' },
        model.frame ? `Counts by squares of ${squareWords(app)}` : 'Counts by squares') : null,
      signsMenu(app)));
  legend.lens = app.lens?.key;
  return legend;
}

/** Another legend in the place of the one before, as far unfolded. */
export function renewLegend(app) {
  const legend = makeLegend(app), open = [...app.legend.querySelectorAll('details')].map((one) => one.open);
  legend.open = app.legend.open;
  legend.querySelectorAll('details').forEach((one, i) => { one.open = open[i]; });
  app.legend.replaceWith(legend);
  app.legend = legend;
}

/** What else is drawn: what places are on the last day, the lines of the basemap, how to read the marks. */
function signsMenu(app) {
  const { model: { disputedOf } } = app;
  const signs = menu('Signs', 'mk-symbols', el('div', { class: 'mk-lasting' }),
    el('ul', {}, app.model.verdict ? lensSigns() : disputedOf.held.length
      ? item(notchSign(), 'notched: some source disputes or denies it') : null,
    app.cubes ? squareSigns() : markSigns(app)));
  signs.classList.remove('mk-menu');
  return signs;
}

/** A row is a switch: only this kind; once more, all. */
const kindItem = (app, kind, k) => el('li', { class: 'mk-kind', 'data-kind': k }, el('button', { type: 'button',
  class: 'mk-kind-switch', 'aria-pressed': 'false', title: 'Only these; once more: all kinds',
  on: { click: () => switchOnly(app, 'kind', kind.id) } }, swatch(kind), text(kind.label), ' ',
el('span', { class: 'mk-kind-count' })));

/** The line is as high as all its kinds would make it, so that no window and no drag moves the map above it. */
function holdHeight({ root, legend }) {
  const [line, items] = [legend.querySelector('.mk-legend-line'), legend.querySelectorAll('.mk-kind')];
  if (legend.dataset.held === String(root.clientWidth)) return;
  legend.dataset.held = root.clientWidth;
  line.style.minHeight = '';
  for (const one of items) one.hidden = false;
  line.style.minHeight = `${line.offsetHeight}px`;
}

/** How many of each kind are in sight; a kind of which nothing is goes when the hand rests. */
function countKinds(app) {
  const found = kindsInSight(app), moving = app.clock.drag || app.clock.playing;
  if (!moving) holdHeight(app);
  for (const one of app.legend.querySelectorAll('.mk-kind')) {
    const count = found[one.dataset.kind] || 0;
    const asked = app.state.asked.kind?.some((ids) => ids.includes(app.kinds[one.dataset.kind].id));
    say(one.firstChild.lastChild, numberWords(count));
    one.firstChild.setAttribute('aria-pressed', String(Boolean(asked)));
    one.classList.toggle('mk-empty', !count);
    one.hidden = !count && !moving && !asked;
  }
}

/** How many of the window they report, dispute, deny and do not speak of, each with its sign. */
function countVerdicts(app) {
  const place = app.legend.querySelector('.mk-verdicts'), found = verdictCounts(app);
  if (!place || !found) return;
  const told = [...found].flatMap((n, verdict) => (n ? [[verdict, numberWords(n)]] : []));
  if (place.dataset.key === JSON.stringify(told)) return;
  place.dataset.key = JSON.stringify(told);
  place.replaceChildren(...told.map(([verdict, n]) => el('li', {}, verdictSwatch(VERDICT_KIND, verdict),
    text(VERDICT_WORDS[verdict]), ' ', el('span', { class: 'mk-kind-count' }, n))));
}

const VERDICT_KIND = { shape: 'triangle', colour: '#6b6b6b' };

/** How marks say what they say who are asked. */
const lensSigns = () => [
  item(notchSign(), 'notched: they dispute it, or some of it'),
  item(crossedSign(VERDICT_KIND), 'hollow and crossed: they deny it'),
  item(quietSign(), 'dot: they do not speak of it, or took back what they said'),
  item(symbol(svg('path', { d: 'M2 13 12 4', stroke: 'currentColor' }),
    circle({ cx: 12, cy: 4, r: 3, fill: 'currentColor' })),
  'line: they place it elsewhere; it comes from where the atlas has it'),
];

const symbol = (...shapes) => svg('svg',
  { viewBox: '0 0 16 16', class: 'mk-swatch', 'aria-hidden': 'true' }, ...shapes);
const circle = (more) => svg('circle', { cx: 8, cy: 8, r: 5, stroke: 'currentColor', fill: 'none', ...more });

const squareSigns = () => [
  item(symbol(circle({ r: 2, fill: 'currentColor' }),
    svg('circle', { cx: 8, cy: 8, r: 6, stroke: 'currentColor', fill: 'none' })),
  'a mark stands for all incidents of a square; the larger, the more'),
  item(symbol(circle({ 'stroke-width': 3, 'stroke-dasharray': '9 4' })),
    'several kinds: their shares, or the shape of the most frequent one'),
  item(symbol(circle({ fill: 'currentColor', 'fill-opacity': 0.3 })), 'may have been at another time'),
];

const markSigns = ({ model, island }) => [
  item(symbol(circle({ 'stroke-width': 3, 'stroke-dasharray': '9 4' })), 'several kinds; the number counts'),
  item(symbol(circle({ fill: 'currentColor', 'fill-opacity': 0.3 })), 'may have been at another time'),
  model.marks.n > STAMPS_MAX ? item(symbol(svg('rect', { x: 6, y: 6, width: 4, height: 4, fill: 'currentColor' })),
    'thousands of places: squares in the mean colour of their kinds, stronger where there is more') : null,
  item(symbol(circle({ r: 6.5, 'stroke-dasharray': '2.5 2.5' })), 'ring: how well the place is known'),
  item(symbol(circle({ 'stroke-width': 2 })), 'hollow: known to 10 km or worse'),
  (island.states || []).length ? item(symbol(circle({ r: 6.5, 'stroke-width': 1.5 }),
    circle({ r: 3, fill: 'currentColor' })), 'state of the place, around a mark') : null,
  item(symbol(svg('circle', { cx: 8, cy: 8, r: 2.6, fill: 'currentColor' })),
    'a place without incidents in the window'),
];

/** What lasts and is to be seen: [{words, worn, line, overlay}], the states in the atlas's order, then the overlays. */
export function lastingEntries(app, view) {
  const { island, sites, state: { window } } = app, found = new Map();
  let possibly = false, over = false;
  for (const site of sites) {
    const state = isValid(site, window) && (site.point || site.parts.length) ? stateAt(site, window) : null;
    if (!state) continue;
    possibly ||= state.standing === POSSIBLY; over ||= state.standing === OVER;
    if (isThere(state)) found.set(state.one.state, !site.point || found.get(state.one.state) || false);
  }
  const states = [...found].sort(([a], [b]) => a - b).map(([s, line]) => {
    const { label, pattern, colour } = island.stateKinds[s];
    return { words: label, line, worn: { pattern, colour, standing: HOLDS } };
  });
  if (possibly) states.push({ words: POSSIBLY_WORDS, line: false, worn: { pattern: 'solid', standing: POSSIBLY } });
  if (over) states.push({ words: OVER_WORDS, line: false, worn: { pattern: 'solid', standing: OVER } });
  return { states, overlays: overlayEntries(app, view) };
}

function overlayEntries(app, view) {
  const seen = overlaysSeen(app, view), { window } = app.state;
  if (seen.length > OVERLAYS_NAMED) return [{ words: LINES_WORDS, over: false }];
  return seen.map((one) => ({ words: overlayWords(app, one), over: overlayStanding(one, window) === OVER }));
}

function overlaySign(over) {
  const look = { 'stroke-width': over ? 1 : 1.5, 'stroke-dasharray': (over ? ENDED_DASH : DASH).join(' ') };
  return svg('svg', { viewBox: '0 0 28 12', class: 'mk-stroke', 'aria-hidden': 'true' },
    svg('line', { x1: 1, x2: 27, y1: 6, y2: 6, stroke: 'var(--mk-disputed)', ...look }));
}

/** What the window and the map's box have changed in the legend. */
export function refreshLegend(app) {
  if (app.lens && app.legend.lens !== app.lens.key) renewLegend(app);
  if (app.counts.places <= COUNTED_LIVE || !(app.clock.drag || app.clock.playing)) {
    countKinds(app);
    countVerdicts(app);
  }
  const place = app.legend.querySelector('.mk-lasting'), day = dayWords(lastDayOf(app.state.window));
  const { states, overlays } = lastingEntries(app, app.layers.base.view);
  const key = JSON.stringify([states.length && day, states, overlays]);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...[
    states.length ? el('h3', { class: 'mk-legend-day' }, `On ${day}`) : '',
    states.length ? el('ul', {}, states.map(({ words, line, worn }) =>
      item(line ? lineSign(worn) : dotSign(worn), words))) : '',
    overlays.length ? el('ul', {}, overlays.map(({ words, over }) => item(overlaySign(over), words))) : '',
  ].filter(Boolean));
}
