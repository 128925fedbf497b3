// What lies near a place without an incident: the nearest places that hold some in the window.

import { EARTH_M } from '../constants.js';
import { button, el, text } from '../dom.js';
import { spotName } from '../map/hit_test.js';
import { numberWords } from '../numbers.js';
import { openSpots, spotKey } from './panel.js';

const NEAREST = 3;                                 // places that are told
const FARTHEST_KM = 100;

/** The nearest places, each once, as {key, spot, km}; a region has no point to be near to. */
export function nearTo({ model: { marks }, counts, sites }, site) {
  if (site?.x == null || site.region) return [];
  const kilometres = EARTH_M * Math.cos(site.lat * Math.PI / 180) / 1000, found = new Map();
  for (let m = 0; m < marks.n; m++) {
    if (!counts.mark[m]) continue;
    const across = Math.abs(marks.x[m] - site.x), km = Math.hypot(Math.min(across, 1 - across), marks.y[m] - site.y)
      * kilometres, at = marks.site[m];
    if (km > FARTHEST_KM || (at >= 0 && sites[at].region)) continue;
    const spot = at < 0 ? { site: -1, marks: [m] } : { site: at, marks: sites[at].marks.slice() }, key = spotKey(spot);
    if (!found.has(key) || found.get(key).km > km) found.set(key, { key, spot, km });
  }
  return [...found.values()].sort((a, b) => a.km - b.km).slice(0, NEAREST);
}

/** Those in a list, each a way to its card. */
export const nearList = (app, near) => (near.length ? [
  el('h3', { class: 'mk-label' }, 'Nearest in this window'),
  el('ul', { class: 'mk-near', 'aria-label': 'Nearest places with an incident in this window' },
    near.map(({ key, spot, km }) => el('li', {},
      button('', { text: spotName(app, spot), dir: 'auto', class: 'mk-link', 'data-key': `near-${key}`,
        on: { click: (event) => openSpots(app, [spot], event) } }),
      el('span', { class: 'mk-soft' }, text(km < 1 ? ' under 1 km' : ` about ${numberWords(Math.round(km))} km`))))),
] : []);
