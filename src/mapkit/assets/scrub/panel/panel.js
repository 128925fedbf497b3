// The panel: what is open, and where the focus goes.

import { LIST_MAX } from '../constants.js';
import { pointOf } from '../data/model.js';
import { activeElement, button, el } from '../dom.js';
import { request } from '../frame.js';
import { settle } from '../host.js';
import { blockOf, cellKey } from '../map/cells.js';
import { numberWords } from '../numbers.js';
import { askPage, forgetPage } from './incident_pages.js';

const SEEK_FRAMES = 30;

/** `views` are what the panel may show, by name: functions that give its content and a key of what that says. */
export function makePanel(app, views) {
  const panel = {
    views, view: 'overview', open: false, back: null, newest: true, allDates: false, limit: LIST_MAX, seek: null,
  };
  panel.title = el('h2', { class: 'mk-panel-title', tabindex: -1, 'data-key': 'title' });
  // a key scrolls it
  panel.body = el('div', { class: 'mk-panel-body', role: 'group', 'aria-label': 'Details', tabindex: 0 });
  panel.places = button('All places',
    { text: 'All places', class: 'mk-link mk-all-places', on: { click: (e) => openOverview(app, e) } });
  panel.close = button('Close', { icon: 'close', class: 'mk-button mk-close', on: { click: () => closePanel(app) } });
  panel.element = el('aside', { class: 'mk-panel', 'aria-label': 'Details' },
    el('div', { class: 'mk-panel-bar' }, panel.places, panel.close), panel.body);
  return panel;
}

/** Show the panel; a keyboard's press (detail 0) takes the focus along and gives it back at the end. */
function showPanel(app, view, event) {
  const { panel } = app;
  const keyboard = Boolean(event && event.detail === 0);
  if (event && !panel.element.contains(activeElement(app))) panel.back = activeElement(app);
  if (view !== 'overview' && panel.view === 'overview') panel.overviewScroll = panel.body.scrollTop;
  panel.view = view; panel.open = true; panel.limit = LIST_MAX; panel.key = null;
  app.root.classList.add('mk-open');
  app.root.classList.toggle('mk-detail', view !== 'overview');
  renderPanel(app);
  panel.body.scrollTop = 0;
  if (keyboard) panel.title.focus({ preventScroll: true });
}

export function openOverview(app, event) {
  forget(app);
  showPanel(app, 'overview', event);
  settle(app);
}

export function openTray(app, tray, event) {
  forget(app);
  showPanel(app, tray, event);
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
  app.state.spots = []; app.state.row = null; app.state.incident = null;
  choose(app);
}

/** What is highlighted on the map follows the open card. */
export function choose(app) {
  app.chosen = new Set(app.state.spots.map((s) => s.site).filter((s) => s >= 0));
  app.chosenMarks = new Set(app.state.spots.flatMap((s) => s.marks));
  request(app, 'sites', 'marks');
}

export function closePanel(app) {
  const { panel } = app, name = panel.view === 'spot' && app.state.spots.length ? spotKey(app.state.spots[0]) : null;
  const inside = panel.element.contains(activeElement(app));
  forget(app);
  panel.view = 'overview'; panel.open = false; panel.key = null;
  app.root.classList.remove('mk-open', 'mk-detail');
  renderPanel(app);
  panel.body.scrollTop = panel.overviewScroll || 0;
  if (inside) giveFocusBack(app, name);
  settle(app);
}

function giveFocusBack(app, name) {
  const listed = name && app.root.dataset.size === 'wide' && app.panel.body.querySelector(`[data-spot="${name}"]`);
  const target = [listed, app.panel.back, app.placesButton]
    .find((node) => node && node.isConnected && node.checkVisibility());
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
  const p = app.map.latLngToContainerPoint(at), low = sheet.top - map.top - 40, far = sheet.left - map.left - 40;
  if (sheet.width > map.width * 0.9 && p.y > low) app.map.panBy([0, p.y - low / 2], { animate: !app.calm.matches });
  else if (sheet.width <= map.width * 0.9 && p.x > far) {
    app.map.panBy([p.x - far / 2, 0], { animate: !app.calm.matches });
  }
}

/** Fill the panel, only when what it says has changed: scroll and focus stay while time moves. */
export function renderPanel(app) {
  const { panel } = app, { key, build } = panel.views[panel.view](app, panel.view);
  if (key === panel.key) return;
  panel.key = key;
  const focused = panel.body.contains(activeElement(app)) && activeElement(app).dataset.key;
  const scroll = panel.body.scrollTop;
  panel.body.replaceChildren(...build());
  panel.body.scrollTop = scroll;
  const again = focused && [...panel.body.querySelectorAll('[data-key]')].find((node) => node.dataset.key === focused);
  if (again) again.focus({ preventScroll: true });
  if (panel.seek != null) seek(panel);
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
