// The panel: what is open, and where the focus goes.

import { LIST_MAX } from '../constants.js';
import { placeOfRow, pointOf } from '../data/model.js';
import { activeElement, button, el, say } from '../dom.js';
import { request } from '../frame.js';
import { settle } from '../host.js';
import { blockOf, cellKey } from '../map/cells.js';
import { placesHeld } from '../map/regions.js';
import { numberWords } from '../numbers.js';
import { askPage, forgetPage } from './incident_pages.js';
import { makeGrabber, setSheet, sheetHeight } from './sheet.js';
import { TRAYS } from './trays.js';

const MARGIN = 48;                                 // pixels of the map's edge in which a mark is hard to see

/** What lies behind the cards, in this order. */
const FACES = [['incidents', 'Incidents'], ['compared', 'Compared'], ['overview', 'Places'],
  ['chapters', 'Chapters'], ['about', 'About']];

/** The faces that this atlas has; the first is the one that the page opens with. */
function facesOf({ cubes, island, page, options }) {
  const has = {
    incidents: !cubes || options.requestPage, compared: !cubes, overview: true, chapters: island.chapters?.length,
    about: page && island.description,
  };
  const found = FACES.filter(([face]) => has[face]);
  return cubes && has.incidents ? [found[1], found[0], ...found.slice(2)] : found;     // squares before pages of texts
}

/** `views` are what the panel may show, by name: functions that give its content and a key of what that says. */
export function makePanel(app, views) {
  const faces = facesOf(app), [[face]] = faces;
  const panel = {
    views, view: face, face, list: null, open: false, back: null, newest: true, allDates: false, limit: LIST_MAX,
    scrolled: 0, onScroll: null, onKey: null, from: null, steps: null, height: 'peek', dragged: false,
  };
  panel.title = el('h2', { class: 'mk-panel-title', tabindex: -1, 'data-key': 'title' });
  // a key scrolls it
  panel.body = el('div', { class: 'mk-panel-body', role: 'group', 'aria-label': 'Details', tabindex: 0,
    on: { scroll: () => panel.onScroll?.() } });
  panel.tabs = Object.fromEntries(faces.map(([name, label]) => [name, faceButton(app, name, label)]));
  if (panel.tabs.compared) panel.tabs.compared.hidden = true;
  panel.faces = el('div', { class: 'mk-faces', role: 'group', 'aria-label': 'Lists' }, Object.values(panel.tabs));
  panel.places = button('Back to the list',
    { text: 'Back', class: 'mk-link mk-back-to', on: { click: (e) => goBack(app, e) } });
  panel.close = button('Close', { icon: 'close', class: 'mk-button mk-close', on: { click: () => closePanel(app) } });
  panel.foot = el('div', { class: 'mk-panel-foot' });
  panel.bar = el('div', { class: 'mk-card-bar' });
  const bar = el('div', { class: 'mk-panel-bar' }, panel.faces, panel.places, panel.bar, panel.close);
  panel.grabber = makeGrabber(app, bar);
  panel.element = el('aside', { class: 'mk-panel', 'aria-label': 'Details',
    on: { keydown: (event) => panel.onKey?.(event) } }, panel.grabber, bar, panel.body, panel.foot);
  return panel;
}

function faceButton(app, name, label) {
  return el('button', { type: 'button', class: 'mk-face', 'aria-pressed': 'false', 'data-face': name,
    on: { click: (event) => openFace(app, name, event) } }, label, el('span', { class: 'mk-face-count' }));
}

/** Whether the panel shows a card, behind which a face lies. */
export const isCard = ({ view, tabs }) => !(view in tabs);

/** Show the panel; a keyboard's press (detail 0) takes the focus along and gives it back at the end. */
function showPanel(app, view, event) {
  const { panel } = app;
  const keyboard = Boolean(event && event.detail === 0), card = !(view in panel.tabs);
  const inside = panel.element.contains(activeElement(app));
  if (event && !inside) panel.back = activeElement(app);
  if (card && !isCard(panel)) panel.scrolled = panel.body.scrollTop;
  panel.view = view; panel.limit = LIST_MAX; panel.key = null;
  if (!card) panel.face = view;
  setSheet(app, panel.height === 'full' ? 'full' : 'half');
  app.root.classList.toggle('mk-detail', card);
  renderPanel(app);
  panel.body.scrollTop = 0;
  if (event && card && (keyboard || inside)) panel.title.focus({ preventScroll: true });
}

/** Show one of the lists behind the cards. */
export function openFace(app, face, event) {
  forget(app);
  forgetPage(app);
  showPanel(app, face, event);
  askPage(app);
  settle(app);
}

/** From an incident back to the place or the tray that it was opened from, else to the list. */
function goBack(app, event) {
  const { panel } = app, from = panel.view === 'incident' ? panel.from : null;
  panel.from = null;
  if (app.cubes) backToListed(app, event);
  else if (from?.spots) openSpots(app, from.spots, event);
  else if (from) openTray(app, from.tray, event);
  else closeCard(app);
}

/** Of a large atlas back to the page that is listed, of a square or of all that is in sight. */
function backToListed(app, event) {
  if (app.panel.view !== 'incident' || !app.state.spots.length) { closeCard(app); return; }
  const { row } = app.state;
  app.state.row = null; app.state.incident = null;
  showPanel(app, 'spot', event);
  app.panel.body.querySelector(`[data-row="${row}"]`)?.focus();
  askPage(app);
}

/** What a card that is opened now leads back to: the place or the tray that is open, else the list. */
const openedFrom = ({ panel: { view }, state: { spots } }) =>
  (view === 'spot' ? { spots } : TRAYS.includes(view) ? { tray: view } : null);

export function openTray(app, tray, event) {
  forget(app);
  showPanel(app, tray, event);
  settle(app);
}

/** The card of one incident, by its row; what is open already is where *Back* leads. */
export function openIncident(app, row, event) {
  const { model, panel, sites, state } = app, i = placeOfRow(app, row), m = i < 0 ? -1 : model.mark[i];
  const site = m < 0 ? -1 : model.marks.site[m];
  if (panel.view !== 'incident') panel.from = openedFrom(app);
  if (app.cubes) keepListed(app, row);
  else state.spots = m < 0 ? [] : [{ site, marks: site < 0 ? [m] : sites[site].marks.slice() }];
  Object.assign(state, { row, incident: app.cubes ? null : app.texts?.[row]?.id ?? null });
  choose(app);
  showPanel(app, 'incident', event);
  if (m >= 0) keepInSight(app, state.spots[0]);
  settle(app);
}

/** Of a large atlas the list that an incident stands in stays as it is, and what the incident says is taken from it. */
function keepListed(app, row) {
  const listed = app.pages.incidents.find((one) => one.row === row);
  if (listed) app.texts = { ...app.texts, [row]: listed };
}

const firstRow = ({ row, ofMark: { from, list } }, m) => row[list[from[m]]];

export function openSpots(app, spots, event) {
  app.panel.newest = Boolean(app.cubes); app.panel.allDates = false;
  forgetPage(app);
  if (app.cubes) for (const spot of spots) if (spot.marks.length) spot.cell = blockOf(app.model, spot.marks[0]);
  app.state.spots = spots; app.state.incident = null;
  app.state.row = app.cubes || !spots[0].marks.length || spots[0].site >= 0 ? null
    : firstRow(app.model, spots[0].marks[0]);
  choose(app);
  showPanel(app, 'spot', event);
  keepInSight(app, spots[0]);
  askPage(app);
  settle(app);
}

function forget(app) {
  app.panel.from = null;
  app.state.spots = []; app.state.row = null; app.state.incident = null;
  choose(app);
}

/** What is highlighted on the map follows the open card. */
export function choose(app) {
  app.chosen = new Set(app.state.spots.map((s) => s.site).filter((s) => s >= 0));
  app.chosenMarks = new Set(app.state.spots.flatMap((s) => s.marks));
  request(app, 'sites', 'marks');
}

/** Close the card, and on a small screen the panel too. */
export function closePanel(app) {
  setSheet(app, 'peek');
  closeCard(app);
}

function closeCard(app) {
  const { panel } = app, { row } = app.state, inside = panel.element.contains(activeElement(app));
  const name = panel.view === 'spot' && app.state.spots.length ? spotKey(app.state.spots[0]) : null;
  forget(app);
  panel.view = panel.face; panel.key = null;
  app.root.classList.remove('mk-detail');
  renderPanel(app);
  panel.body.scrollTop = panel.scrolled;
  panel.onScroll?.();
  if (inside) giveFocusBack(app, name, row);
  askPage(app);
  settle(app);
}

function giveFocusBack(app, name, row) {
  const key = name ? `[data-spot="${name}"]` : row == null ? null : `[data-row="${row}"]`;
  const seen = app.root.dataset.size === 'wide' || app.panel.open;
  const listed = key && seen && app.panel.body.querySelector(key);
  const target = [listed, app.panel.back, app.placesButton, app.panel.grabber]
    .find((node) => node && node.isConnected && node.checkVisibility({ visibilityProperty: true }));
  if (target) target.focus({ preventScroll: false });
  app.panel.back = null;
}

export function spotKey({ cell, site, marks, overlay }) {
  if (cell) return cellKey(cell);
  if (overlay != null) return `o${overlay}`;
  return site >= 0 ? `s${site}` : `m${marks[0]}`;
}

/**
 * The map moves so far that the place of an open card is seen, and no panel over the map hides it; at once while it is
 * being mounted.
 */
function keepInSight(app, spot) {
  const m = spot.marks[0], site = spot.site >= 0 ? app.sites[spot.site] : null;
  const at = m != null && !app.cubes ? pointOf(app.model, m) : site && site.lon != null ? [site.lat, site.lon] : null;
  if (!at || site?.region) return;                  // a region has no point to be seen
  const { left, right, top, bottom } = openPart(app), p = app.map.latLngToContainerPoint(at);
  const off = (value, low, high) => (low >= high || (value >= low && value <= high) ? 0 : value - (low + high) / 2);
  const by = [off(p.x, left + MARGIN, right - MARGIN), off(p.y, top + MARGIN, bottom - MARGIN)];
  if (by[0] || by[1]) app.map.panBy(by, { animate: app.told !== null && !app.calm.matches });
}

/** The part of the map, in its pixels, that no panel lies over. */
function openPart(app) {
  const map = app.mapArea.getBoundingClientRect(), sheet = app.panel.element.getBoundingClientRect();
  const open = { left: 0, right: map.width, top: 0, bottom: map.height };
  if (app.root.dataset.size === 'wide') return open;
  if (app.root.dataset.size === 'phone') open.bottom = sheet.bottom - sheetHeight(app) - map.top;
  else open.right = map.width - sheet.width;
  return open;
}

/**
 * Fill the panel, only when what it says has changed: scroll and focus stay while time moves. A view with `update`
 * keeps its elements and brings them up to date by itself.
 */
export function renderPanel(app) {
  const { panel } = app, { key, build, ...live } = panel.views[panel.view](app, panel.view);
  countFaces(app);
  if (key !== panel.key) fill(app, key, build, live);
  live.update?.();
}

function fill(app, key, build, { foot, scrolled, bar, keys }) {
  const { panel } = app;
  Object.assign(panel, { key, onScroll: scrolled || null, onKey: keys || null });
  if (panel.bar.firstChild !== (bar || null)) panel.bar.replaceChildren(...(bar ? [bar] : []));
  const focused = panel.body.contains(activeElement(app)) && activeElement(app).dataset.key;
  const scroll = panel.body.scrollTop;
  panel.body.replaceChildren(...build());
  panel.foot.replaceChildren(...(foot ? foot() : []));
  panel.body.scrollTop = scroll;
  const again = focused && [...panel.body.querySelectorAll('[data-key]')].find((node) => node.dataset.key === focused);
  if (again) again.focus({ preventScroll: true });
}

/** How much each list holds, and which of them is shown. */
function countFaces(app) {
  const { panel, counts, island } = app;
  const lists = app.beside?.lists, compared = lists && lists.both.length + lists.left.length + lists.right.length;
  const held = { compared, incidents: counts.shown, overview: placesHeld(app), chapters: island.chapters?.length };
  for (const [name, tab] of Object.entries(panel.tabs)) {
    say(tab.lastChild, held[name] == null ? '' : numberWords(held[name]));
    tab.setAttribute('aria-pressed', String(panel.view === name));
  }
}

export function heading(app, ...children) {
  app.panel.title.replaceChildren(...children);
  app.panel.title.classList.toggle('mk-many', app.panel.view === 'spot' && app.state.spots.length > 1);
  return app.panel.title;
}

export function moreButton(app, left) {
  return button('', { text: `Show more (${numberWords(left)})`, class: 'mk-link mk-more', on: { click: () => {
    app.panel.limit += LIST_MAX * 2;
    renderPanel(app);
  } } });
}
