// The list of what the window shows: as many rows as are in sight, made anew only where they say something else.

import { byHead, layRows, listWindow, rowAt, yearsOf } from '../data/listing.js';
import { isCertain } from '../data/model.js';
import { rankOf, wordsOfRank } from '../data/verdicts.js';
import { activeElement, button, capital, el, plural } from '../dom.js';
import { isTooMuch, request } from '../frame.js';
import { insideCount } from '../map/in_sight.js';
import { showBox } from '../navigate.js';
import { numberWords } from '../numbers.js';
import { whyNothing } from './nothing.js';
import { lightUp } from './lit.js';
import { showTable } from './as_table.js';
import { heading } from './panel.js';
import { incidentRow } from './row.js';
import { askTexts, textOf } from './texts.js';

const ROW = 66;                                    // pixels of a row until it was measured
const HEAD = 30;                                   // and of the heading of a year
const AHEAD = 240;                                 // pixels above and below what is in sight that have rows too
const SETTLES = 3;                                 // times that heights may turn out otherwise

/** The list, with where its rows stand. */
function newList(app) {
  const { model } = app, { n: size, start } = model;
  const list = {
    order: new Int32Array(size), n: 0, tops: new Float64Array(size + 1), heights: new Float32Array(size).fill(ROW),
    measured: new Uint8Array(size), heads: model.verdict ? Int8Array.from(model.verdict, rankOf) : yearsOf(start),
    rows: new Map(), wide: 0, current: null,
  };
  list.box = el('ul', { class: 'mk-list', 'aria-label': 'Incidents in this window', on: {
    keydown: (event) => onKey(app, list, event),
    pointerleave: () => lightUp(app, null),
  } });
  list.none = el('div', { class: 'mk-none' });
  list.foot = el('div', { class: 'mk-list-foot' });
  return list;
}

/** What the panel shows of the list; it stays in the page while what is in it follows the clock. */
export function incidentFace(app) {
  const { panel, counts } = app;
  return {
    key: 'incidents',
    build: () => {
      panel.list = panel.list || newList(app);
      return [heading(app), panel.list.none, panel.list.box];
    },
    foot: () => [panel.list.foot],
    scrolled: () => layOut(app, panel.list),
    update: () => {
      if (isTooMuch(app)) return;
      heading(app, counts.shown ? plural(counts.shown, 'incident') : 'No incident',
        el('span', { class: 'mk-soft' }, ' in this window'));
      refreshList(app, panel.list);
    },
  };
}

/** Bring the list to the window: which rows there are, where they stand, and what the rows in sight say. */
function refreshList(app, list) {
  const { model, state } = app;
  list.n = listWindow(model, state.window, state.certainOnly, list.order);
  if (model.verdict) byHead(list.heads, list.order, list.n);
  if (!list.n) {
    const { key, build } = whyNothing(app);
    if (list.none.dataset.key !== key) { list.none.dataset.key = key; list.none.replaceChildren(...build()); }
  }
  list.none.hidden = Boolean(list.n);
  layOut(app, list);
  showFoot(app, list);
}

/** Rows where they belong. Heights are guessed until a row was in sight; what is read then stays where it was. */
function layOut(app, list) {
  const { panel: { body } } = app, wide = body.clientWidth;
  if (wide !== list.wide) { list.wide = wide; list.measured.fill(0); }
  for (let settles = 0; settles < SETTLES; settles++) {
    layRows(list.heads, list.order, list.n, list.heights, HEAD, list.tops);
    list.box.style.height = `${list.tops[list.n]}px`;
    showRows(app, list);
    if (!measureRows(list)) break;
  }
}

function showRows(app, list) {
  const { panel: { body } } = app, { order, n, tops, rows } = list;
  const top = body.scrollTop - list.box.offsetTop, wanted = new Set();
  const from = rowAt(tops, n, top - AHEAD), until = n ? rowAt(tops, n, top + body.clientHeight + AHEAD) + 1 : 0;
  const focused = activeElement(app)?.closest?.('.mk-item');
  for (let k = from; k < until; k++) wanted.add(order[k]);
  for (const [i, row] of rows) {
    if (wanted.has(i) || (row === focused && order.subarray(0, n).includes(i))) continue;
    row.remove();
    rows.delete(i);
  }
  let before = null;
  for (let k = from; k < until; k++) {
    const row = listedRow(app, list, k);
    if (before ? before.nextSibling !== row : list.box.firstChild !== row) {
      if (before) before.after(row); else list.box.prepend(row);
    }
    before = row;
  }
  askTexts(app);
}

/** The row of the k-th incident, saying what it has to now. */
function listedRow(app, list, k) {
  const { order, rows, tops, heads } = list, { model } = app;
  const i = order[k], own = heads[i];
  const head = !k || heads[order[k - 1]] !== own ? own : null, entry = textOf(app, model.row[i]);
  const says = JSON.stringify([head, Boolean(entry), isCertain(model, i, app.state.window), app.state.labels]);
  let row = rows.get(i);
  if (!row) {
    row = el('li', { class: 'mk-item' });
    rows.set(i, row);
  }
  if (row.says !== says) {
    row.says = says;
    const focused = row.contains(activeElement(app));
    const above = head == null ? [] : [el('div', { class: 'mk-item-year', 'aria-hidden': 'true' },
      model.verdict ? capital(wordsOfRank(head)) : String(head))];
    row.replaceChildren(...above, incidentRow(app, {
      row: model.row[i], i, entry, focus: () => { list.current = i; },
    }));
    if (focused) row.lastChild.focus({ preventScroll: true });
    list.measured[i] = 0;
  }
  row.style.transform = `translateY(${tops[k]}px)`;
  row.setAttribute('aria-setsize', list.n);
  row.setAttribute('aria-posinset', k + 1);
  row.lastChild.tabIndex = i === list.current || (list.current == null && !k) ? 0 : -1;
  row.classList.toggle('mk-lit', Boolean(app.lit && (app.lit.row === model.row[i]
    || (app.lit.row == null && app.lit.marks.has(model.mark[i])))));
  return row;
}

/** Note how high the rows in sight are; whether some is not as high as was thought. */
function measureRows(list) {
  let changed = false;
  for (const [i, row] of list.rows) {
    if (list.measured[i]) continue;
    const height = row.lastChild.offsetHeight;
    if (!height) continue;                         // the panel is not to be seen
    list.measured[i] = 1;
    if (Math.abs(height - list.heights[i]) > 0.5) { list.heights[i] = height; changed = true; }
  }
  return changed;
}

/** How many lie outside the map, and a way to see them. */
function showFoot(app, list) {
  const outside = list.n - insideCount(app), words = !list.n ? ''
    : outside ? `${numberWords(outside)} of ${numberWords(list.n)} outside the map`
      : list.n === 1 ? 'It lies inside the map.' : `All ${numberWords(list.n)} lie inside the map.`;
  if (list.foot.says === words) return;
  list.foot.says = words;
  list.foot.replaceChildren(el('span', { class: 'mk-outside' }, words),
    outside ? button('', { text: 'Show all', class: 'mk-link', on: { click: () => showAll(app, list) } }) : '',
    list.n && app.island.texts ? button('Show these incidents as a table',
      { text: 'Table', class: 'mk-link mk-to-table', on: { click: () => showTable(app, list) } }) : '');
}

/** Move the map so far that it holds all that the window shows. */
function showAll(app, { order, n }) {
  const { L, model: { mark, marks } } = app, box = L.latLngBounds([]);
  for (let k = 0; k < n; k++) {
    const m = mark[order[k]];
    box.extend(app.map.unproject(L.point(marks.x[m] * 256, marks.y[m] * 256), 0));
  }
  showBox(app, [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()], { padding: [40, 40], maxZoom: 12 });
}

/** Arrows, Home, End and the pages go from row to row. */
function onKey(app, list, event) {
  const at = list.current == null ? 0 : list.order.subarray(0, list.n).indexOf(list.current), page = 8;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: list.n - 1 };
  if (!(event.key in to) || !list.n) return;
  event.preventDefault();
  const k = Math.max(0, Math.min(list.n - 1, to[event.key]));
  list.current = list.order[k];
  for (let settles = 0; settles < SETTLES; settles++) {   // rows above may turn out higher than was thought
    scrollTo(app, list, k);
    layOut(app, list);
  }
  list.rows.get(list.current)?.lastChild.focus({ preventScroll: true });
  request(app, 'panel');
}

/** Bring a row into sight, moving no farther than is needed. */
function scrollTo({ panel: { body } }, list, k) {
  const top = list.tops[k] + list.box.offsetTop, end = list.tops[k + 1] + list.box.offsetTop;
  if (top < body.scrollTop) body.scrollTop = top;
  else if (end > body.scrollTop + body.clientHeight) body.scrollTop = end - body.clientHeight;
}
