// The panel: what is open, and where the focus goes.

import { LIST_MAX } from '../constants.js';
import { pointOf } from '../data/model.js';
import { activeElement, button, el, say } from '../dom.js';
import { request } from '../frame.js';
import { settle } from '../host.js';
import { blockOf, cellKey } from '../map/cells.js';
import { numberWords } from '../numbers.js';
import { askPage, forgetPage } from './incident_pages.js';
import { makeGrabber, setSheet, sheetHeight } from './sheet.js';

const SEEK_FRAMES = 30;

/** What lies behind the cards, in this order. */
const FACES = [['incidents', 'Incidents'], ['overview', 'Places'], ['chapters', 'Chapters'], ['about', 'About']];

/** The faces that this atlas has; the first is the one that the page opens with. */
function facesOf({ cubes, island, page }) {
  const has = {
    incidents: !cubes, overview: true, chapters: island.chapters?.length,
    about: page && island.description,
  };
  return FACES.filter(([face]) => has[face]);
}

/** `views` are what the panel may show, by name: functions that give its content and a key of what that says. */
export function makePanel(app, views) {
  const faces = facesOf(app), [[face]] = faces;
  const panel = {
    views, view: face, face, list: null, open: false, back: null, newest: true, allDates: false, limit: LIST_MAX,
    seek: null, scrolled: 0, onScroll: null, from: null, height: 'peek', dragged: false,
  };
  panel.title = el('h2', { class: 'mk-panel-title', tabindex: -1, 'data-key': 'title' });
  // a key scrolls it
  panel.body = el('div', { class: 'mk-panel-body', role: 'group', 'aria-label': 'Details', tabindex: 0,
    on: { scroll: () => panel.onScroll?.() } });
  panel.tabs = Object.fromEntries(faces.map(([name, label]) => [name, faceButton(app, name, label)]));
  panel.faces = el('div', { class: 'mk-faces', role: 'group', 'aria-label': 'Lists' }, Object.values(panel.tabs));
  panel.places = button('Back to the list',
    { text: 'Back', class: 'mk-link mk-back-to', on: { click: (e) => goBack(app, e) } });
  panel.close = button('Close', { icon: 'close', class: 'mk-button mk-close', on: { click: () => closePanel(app) } });
  panel.foot = el('div', { class: 'mk-panel-foot' });
  const bar = el('div', { class: 'mk-panel-bar' }, panel.faces, panel.places, panel.close);
  panel.grabber = makeGrabber(app, bar);
  panel.element = el('aside', { class: 'mk-panel', 'aria-label': 'Details' },
    panel.grabber, bar, panel.body, panel.foot);
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
  if (event && !panel.element.contains(activeElement(app))) panel.back = activeElement(app);
  if (card && !isCard(panel)) panel.scrolled = panel.body.scrollTop;
  panel.view = view; panel.limit = LIST_MAX; panel.key = null;
  if (!card) panel.face = view;
  setSheet(app, panel.height === 'full' ? 'full' : 'half');
  app.root.classList.toggle('mk-detail', card);
  renderPanel(app);
  panel.body.scrollTop = 0;
  if (panel.seek != null) seek(panel);
  if (keyboard && card) panel.title.focus({ preventScroll: true });
}

/** Show one of the lists behind the cards. */
export function openFace(app, face, event) {
  forget(app);
  showPanel(app, face, event);
  settle(app);
}

/** From an incident back to the place that it was opened from, else to the list. */
function goBack(app, event) {
  const { panel } = app, from = panel.from;
  panel.from = null;
  if (panel.view === 'incident' && from) { openSpots(app, from, event); return; }
  closeCard(app);
}

export function openTray(app, tray, event) {
  forget(app);
  showPanel(app, tray, event);
  settle(app);
}

/** The card of one incident, by its row; what is open already is where *Back* leads. */
export function openIncident(app, row, event) {
  const { model, panel, sites, state } = app, i = model.row.indexOf(row), m = i < 0 ? -1 : model.mark[i];
  const site = m < 0 ? -1 : model.marks.site[m];
  if (panel.view !== 'incident') panel.from = panel.view === 'spot' ? state.spots : null;
  state.spots = m < 0 ? [] : [{ site, marks: site < 0 ? [m] : sites[site].marks.slice() }];
  Object.assign(state, { row, incident: app.texts?.[row]?.id ?? null });
  choose(app);
  showPanel(app, 'incident', event);
  if (m >= 0) keepInSight(app, state.spots[0]);
  settle(app);
}

const firstRow = ({ row, ofMark: { from, list } }, m) => row[list[from[m]]];

export function openSpots(app, spots, event) {
  app.panel.newest = true; app.panel.allDates = false;
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

/** A sheet over the map must not hide what was clicked. */
function keepInSight(app, spot) {
  if (app.root.dataset.size === 'wide') return;
  const m = spot.marks[0], site = spot.site >= 0 ? app.sites[spot.site] : null;
  const at = m != null ? pointOf(app.model, m) : site && site.lon != null ? [site.lat, site.lon] : null;
  if (!at) return;
  const sheet = app.panel.element.getBoundingClientRect(), map = app.mapArea.getBoundingClientRect();
  const p = app.map.latLngToContainerPoint(at), low = sheet.bottom - sheetHeight(app) - map.top - 40;
  const far = sheet.left - map.left - 40, animate = !app.calm.matches;
  if (app.root.dataset.size === 'phone') {
    if (p.y > low && low > 0) app.map.panBy([0, p.y - low / 2], { animate });
  } else if (p.x > far) app.map.panBy([p.x - far / 2, 0], { animate });
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

function fill(app, key, build, { foot, scrolled }) {
  const { panel } = app;
  Object.assign(panel, { key, onScroll: scrolled || null });
  const focused = panel.body.contains(activeElement(app)) && activeElement(app).dataset.key;
  const scroll = panel.body.scrollTop;
  panel.body.replaceChildren(...build());
  panel.foot.replaceChildren(...(foot ? foot() : []));
  panel.body.scrollTop = scroll;
  const again = focused && [...panel.body.querySelectorAll('[data-key]')].find((node) => node.dataset.key === focused);
  if (again) again.focus({ preventScroll: true });
  if (panel.seek != null) seek(panel);
}

/** How much each list holds, and which of them is shown. */
function countFaces(app) {
  const { panel, counts, island } = app;
  const held = { incidents: counts.shown, overview: placeCount(app), chapters: island.chapters?.length };
  for (const [name, tab] of Object.entries(panel.tabs)) {
    say(tab.lastChild, held[name] == null ? '' : numberWords(held[name]));
    tab.setAttribute('aria-pressed', String(panel.view === name));
  }
}

/** How many sites, and points of their own, hold something. */
function placeCount({ model: { marks }, counts, sites, cubes }) {
  if (cubes) return counts.places;
  const seen = new Uint8Array(sites.length);
  let n = 0;
  for (let k = 0; k < counts.places; k++) {
    const site = marks.site[counts.touched[k]];
    if (site < 0) n++; else if (!seen[site]) { seen[site] = 1; n++; }
  }
  return n;
}

/** Scroll to the incident that the card was opened for, once it is there. */
function seek(panel) {
  const found = panel.body.querySelector(`[data-row="${panel.seek}"]`);
  if (!found) return;
  panel.seek = null;
  const scroll = (again) => {                      // what lies above is only guessed in height until it was in sight
    panel.body.scrollTop += found.getBoundingClientRect().top - panel.body.getBoundingClientRect().top - 8;
    if (again && found.isConnected) requestAnimationFrame(() => scroll(again - 1));
  };
  scroll(SEEK_FRAMES);
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
