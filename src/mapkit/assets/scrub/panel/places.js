// The list of places: the way in without a pointer.

import { CARRIED_WORDS, CELLS_LISTED } from '../constants.js';
import { disputedAt } from '../data/model.js';
import { ABSENT } from '../data/standing.js';
import { capital, el, plural, text } from '../dom.js';
import { blockOf } from '../map/cells.js';
import { localWords, spotName } from '../map/hit_test.js';
import { overlayDates, overlayStanding } from '../map/overlays.js';
import { placesHeld, regionsNow } from '../map/regions.js';
import { notchSign } from '../map/shapes.js';
import { isValid, stateAt, stateSign, stateWords, wornBy } from '../map/sites.js';
import { numberWords } from '../numbers.js';
import { heading, moreButton, openSpots, spotKey } from './panel.js';

/** The fullest places: sites with all their marks, and points of their own. */
function placesNow({ model, counts, sites, panel, cubes }) {
  const { marks } = model, limit = cubes ? CELLS_LISTED : panel.limit, ofSite = new Uint32Array(sites.length);
  const found = [];
  let least = 0;
  for (let m = 0; m < marks.n; m++) {
    const site = marks.site[m], count = counts.mark[m];
    if (!count) continue;
    if (site >= 0) { ofSite[site] += count; continue; }
    if (count > least || found.length < limit) found.push({ site: -1, marks: [m], count });
    if (found.length >= 4 * limit) least = fullest(found, limit);
  }
  ofSite.forEach((count, site) => { if (count) found.push({ site, marks: sites[site].marks, count }); });
  fullest(found, limit);
  if (cubes) for (const place of found) if (place.site < 0) place.cell = blockOf(model, place.marks[0]);
  return found;
}

/** How many places hold something, and which whole regions do: "12 places and the whole region". */
function heldWords(app) {
  if (app.cubes) return app.counts.places ? plural(app.counts.places, 'square') : 'No squares';
  const whole = regionsNow(app).length, places = placesHeld(app);
  const regions = whole ? [whole === 1 ? 'the whole region' : `${numberWords(whole)} whole regions`] : [];
  const points = places || !whole ? [places ? plural(places, 'place') : 'No places'] : [];
  return capital([...points, ...regions].join(' and '));
}

/** Keep the fullest places, in order; returns the count of the least of them. */
function fullest(found, limit) {
  found.sort((a, b) => b.count - a.count || a.site - b.site || a.marks[0] - b.marks[0]);
  found.length = Math.min(found.length, limit);
  return found.length === limit ? found[limit - 1].count : 0;
}

export function overview(app) {
  const places = placesNow(app), { window, labels } = app.state, total = app.counts.places;
  const states = app.sites.filter((s) => isValid(s, window) && stateAt(s, window)
    && !places.some((p) => p.site === s.index));
  const lines = app.overlays.filter((one) => one.named && overlayStanding(one, window) !== ABSENT);
  const told = (site) => { const state = stateAt(site, window); return state && stateWords(app, state); };
  const key = JSON.stringify(['places', labels, total,
    places.map((p) => [spotKey(p), p.count, disputedOfPlace(app, p)]),
    places.map((p) => p.site >= 0 && told(app.sites[p.site])), states.map((s) => [s.index, told(s)]),
    lines.map((one) => [one.index, overlayDates(one, window)])]);
  return { key, build: () => [
    app.carried ? el('p', { class: 'mk-soft mk-carried' }, CARRIED_WORDS) : null,
      heading(app, heldWords(app), el('span', { class: 'mk-soft' }, ' in this window')),
      app.cubes && total > places.length ? el('p', { class: 'mk-soft' }, `The ${places.length} that hold most:`) : null,
      total ? el('ul', { class: 'mk-places' }, places.map((place) => placeItem(app, place)))
        : el('p', { class: 'mk-soft' }, app.model.n || app.cubes
          ? 'No incident in this window. Widen it, or move it with the buttons below the map.'
          : 'Nothing here has both a date and a place.'),
      total > places.length && !app.cubes ? moreButton(app, total - places.length) : null,
      states.length + lines.length ? el('h3', { class: 'mk-label' }, 'Also on the map') : null,
      states.length + lines.length ? el('ul', { class: 'mk-places' },
        states.map((s) => placeItem(app, { site: s.index, marks: s.marks, count: 0 })),
        lines.map((one) => overlayItem(app, one))) : null,
  ].filter(Boolean) };
}

const disputedOfPlace = (app, { marks }) => marks.reduce((sum, m) => sum + disputedAt(app, m), 0);

function placeItem(app, place) {
  const site = place.site >= 0 ? app.sites[place.site] : null, state = site && stateAt(site, app.state.window);
  const open = (event) => openSpots(app, [{ site: place.site, marks: place.marks.slice() }], event);
  const settings = { type: 'button', 'data-spot': spotKey(place), 'data-key': spotKey(place), on: { click: open } };
  const against = disputedOfPlace(app, place);
  return el('li', {}, el('button', { class: 'mk-place', ...settings },
    el('span', { class: 'mk-place-name' }, text(spotName(app, place)), localLine(app, place),
      against ? el('span', { class: 'mk-state-note mk-against' },
        notchSign(), text(`${numberWords(against)} disputed`)) : null,
      state ? el('span', { class: 'mk-state-note' }, stateSign(site, wornBy(app, state)), text(stateWords(app, state)))
        : null),
    place.count ? el('span', { class: 'mk-number' }, numberWords(place.count)) : null));
}

/** The local names of a place, as a line of their own; null for none. */
export function localLine(app, place) {
  const words = localWords(app, place);
  return words ? el('span', { class: 'mk-local', dir: 'auto' }, words) : null;
}

function overlayItem(app, overlay) {
  const spot = { site: -1, marks: [], overlay: overlay.index }, key = spotKey(spot);
  const settings = { type: 'button', 'data-spot': key, 'data-key': key,
    on: { click: (event) => openSpots(app, [spot], event) } };
  return el('li', {}, el('button', { class: 'mk-place', ...settings },
    el('span', { class: 'mk-place-name' }, text(spotName(app, spot)), localLine(app, spot),
      el('span', { class: 'mk-state-note' }, text(overlayDates(overlay, app.state.window))))));
}
