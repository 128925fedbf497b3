// What a pointer on the map does: the tip of what it rests on, and what a click opens.

import { isCertain, isPossible } from './data/model.js';
import { el, plural } from './dom.js';
import { spotName, spotsAt } from './map/hit_test.js';
import { overlayDates } from './map/overlays.js';
import { stateAt, stateWords } from './map/sites.js';
import { lightUp } from './panel/lit.js';
import { openIncident, openSpots } from './panel/panel.js';

/** What was clicked opens: a place, or the one incident that it holds in the window. */
export function openAt(app, spots, event) {
  const [{ marks, overlay }] = spots, held = marks.reduce((sum, m) => sum + app.counts.mark[m], 0);
  if (spots.length > 1 || app.cubes || overlay != null || held !== 1) { openSpots(app, spots, event); return; }
  const { model, state: { window, certainOnly }, counts } = app, m = marks.find((one) => counts.mark[one]);
  const { from, list } = model.ofMark, inside = certainOnly ? isCertain : isPossible;
  const i = list.subarray(from[m], from[m + 1]).find((one) => model.passes[one] && inside(model, one, window));
  openIncident(app, model.row[i], event);
}

/** The badge of a region opens it, and lights its incidents in the list; heard of before the map hears of it. */
export function watchRegions(app) {
  const siteOf = ({ target }) => app.sites[target.closest?.('[data-region]')?.dataset.region];
  app.mapArea.addEventListener('click', (event) => {
    const site = siteOf(event);
    if (site) openAt(app, [{ site: site.index, marks: site.marks.slice() }], event);
  }, true);
  app.mapArea.addEventListener('pointerover', (event) => {
    const site = siteOf(event);
    if (site) { app.tip.hidden = true; lightUp(app, { row: null, marks: new Set(site.marks) }); }
  }, true);
}

const overlayTip = ({ state: { window } }, overlay) => [
  el('span', {}, [overlayDates(overlay, window), overlay.precision].filter(Boolean).join('; ')),
  el('span', { class: 'mk-tip-note', dir: 'auto' }, overlay.note),
];

export function showTip(app) {
  if (!app.hover || app.dead || app.clock.drag) return;
  const point = app.hover.containerPoint, [spot] = spotsAt(app, point, false);
  app.map.getContainer().style.cursor = spot ? 'pointer' : '';
  app.tip.hidden = !spot;
  lightUp(app, spot && spot.marks.length ? { row: null, marks: new Set(spot.marks) } : null);
  if (!spot) return;
  const count = spot.marks.reduce((sum, m) => sum + app.counts.mark[m], 0);
  const state = spot.site >= 0 && stateAt(app.sites[spot.site], app.state.window);
  const overlay = spot.overlay != null && app.overlays[spot.overlay];
  app.tip.replaceChildren(el('strong', { dir: 'auto' }, spotName(app, spot)),
    el('span', {}, count ? plural(count, 'incident') : '', count && state ? ', ' : '',
      state ? stateWords(app, state) : ''),
    ...(overlay ? overlayTip(app, overlay) : []));
  const right = point.x > app.mapArea.clientWidth - 220;
  app.tip.style.transform =
    `translate(${point.x + (right ? -14 : 14)}px, ${point.y + 14}px)${right ? ' translateX(-100%)' : ''}`;
}
