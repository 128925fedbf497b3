// Regions: sites as large as the map. What is only known to be in one is no point on a town, but a badge over the map.

import { disputedIn } from '../data/model.js';
import { latOf } from '../data/mercator.js';
import { beside, el, labelOf, localOf, plural, text } from '../dom.js';
import { numberWords } from '../numbers.js';
import { metresPerPixel, pixelX, pixelY } from './geometry.js';
import { clearPlace } from './label_places.js';
import { quietSign, swatch } from './shapes.js';

const SIGNS_MAX = 12;                              // incidents that get a sign each
const SMALL = 560;                                 // a map narrower than this has a chip in its corner, in pixels
const MOST_WIDE = 420;
const NARROW = 124;                                // pixels of a chip in several lines
const BESIDE_BADGE = 32;                           // pixels beside a badge, both together
const ROOM_FOR_NAMES = [60, 14];                   // around marks, where that can be

/** The badges of the regions that hold something at any time; made when the map is drawn first. */
function badgesOf(app) {
  if (app.badges) return app.badges;
  const pane = app.map.createPane('mk-regions');
  pane.style.zIndex = 470;
  app.badges = app.sites.filter((site) => site.region && site.marks.length).map((site) => {
    const press = el('button', { type: 'button', class: 'mk-region-count', 'data-region': site.index });
    const name = el('span', { class: 'mk-region-name', dir: 'auto' });
    const local = el('span', { class: 'mk-local', dir: 'auto' });
    const element = el('div', { class: 'mk-region leaflet-zoom-hide' }, name, local, press);
    app.L.DomEvent.disableClickPropagation(element);
    pane.append(element);
    return { site, element, name, local, press, key: '', look: 'whole', size: null, off: true };
  });
  return app.badges;
}

/** What a region holds in the window: [count, disputed] of each kind. */
function heldNow(app, { marks }) {
  const { model, counts } = app;
  const found = Array.from({ length: model.kinds }, (_, k) =>
    [marks.reduce((sum, m) => sum + counts.kind[m * model.kinds + k], 0), 0]);
  for (const m of marks) for (const i of disputedIn(app, m)) found[model.kind[i]][1]++;
  return found;
}

/** What it holds at any time, for the room that a badge needs. */
function heldEver({ model }, { marks }) {
  const found = Array.from({ length: model.kinds }, () => [0, 0]), { from, list } = model.ofMark;
  for (const m of marks) {
    for (let k = from[m]; k < from[m + 1]; k++) if (model.passes[list[k]]) found[model.kind[list[k]]][0]++;
  }
  return found;
}

const heldInAll = (held) => held.reduce((sum, [count]) => sum + count, 0);

/** A sign each, the disputed ones first; of many, or in a chip, one a kind; none where room is scarce. */
function signsOf(app, held, look) {
  if (look !== 'whole' && look !== 'chip') return [];
  const each = look === 'whole' && heldInAll(held) <= SIGNS_MAX;
  return held.flatMap(([count, against], k) => Array.from({ length: each ? count : Math.min(count, 1) },
    (_, place) => (k === app.model.quiet ? quietSign() : swatch(app.kinds[k], place < against))));
}

function fillBadge(app, badge, held) {
  const { site, look } = badge, small = look !== 'whole', count = heldInAll(held);
  const name = beside(labelOf(site.names, app.state.labels)) || site.id;
  const quiet = held[app.model.quiet]?.[0] ?? 0, some = quiet ? `${numberWords(count - quiet)} of ` : '';
  const words = `${some}${numberWords(count)} on ${small ? `${name} as a whole` : 'the whole region'}`;
  badge.name.replaceChildren(small ? '' : name);
  badge.local.replaceChildren(small ? '' : beside(localOf(site.names, app.state.labels, app.island.local)));
  badge.press.replaceChildren(...signsOf(app, held, look), text(words));
  badge.press.setAttribute('aria-label', `${name}, the whole region: ${plural(count, 'incident')}`);
}

/** The badges as the window has them; each frame, so only what has changed is made anew. */
export function refreshRegions(app) {
  for (const badge of badgesOf(app)) {
    const held = heldNow(app, badge.site), key = JSON.stringify([held, app.state.labels, badge.look]);
    badge.press.classList.toggle('mk-lit', badge.site.marks.some((m) => app.lit?.marks.has(m)));
    badge.element.hidden = badge.off || !heldInAll(held);
    if (key === badge.key || badge.element.hidden) continue;
    badge.key = key;
    fillBadge(app, badge, held);
  }
}

/** The regions that hold something in the window. */
export const regionsNow = ({ sites, counts }) =>
  sites.filter((site) => site.region && site.marks.some((m) => counts.mark[m]));

/** At how many places something is; what is on a region as a whole is at none. */
export const placesHeld = (app) => app.counts.places - regionsNow(app).length;

/** Whether some of a region is in sight: of its area, or of the circle that it may lie in. */
function inSight({ site }, view, [left, top, right, bottom]) {
  const x = pixelX(site.x, view), y = pixelY(site.y, view);
  const reach = (site.precision_m || 0) / metresPerPixel(latOf(site.y), view);
  if (Math.hypot(x - Math.min(right, Math.max(left, x)), y - Math.min(bottom, Math.max(top, y))) <= reach) return true;
  const shift = Math.round(x / view.scale - (site.x - view.left / view.scale));
  return site.parts.some(({ box }) => (box[0] + shift) * view.scale - view.left < right
    && (box[2] + shift) * view.scale - view.left > left && box[1] * view.scale - view.top < bottom
    && box[3] * view.scale - view.top > top);
}

const widened = ([left, top, right, bottom], [x, y]) => [left - x, top - y, right + x, bottom + y];

/**
 * How a badge may look, and what it must leave free, the best first: of names to come, of dots, of marks. On a small
 * map, and where there is no room, it is a chip; one without signs, and then one in several lines, finds room where
 * that does not.
 */
const waysOf = ({ signs, dots }, wide) => {
  const around = signs.map((box) => widened(box, ROOM_FOR_NAMES));
  const ways = [['whole', [...dots, ...around]], ['whole', [...dots, ...signs]], ['chip', [...dots, ...signs]],
    ['chip', signs], ['words', signs], ['lines', signs], ['lines', []]];
  return ways.filter(([look]) => look !== 'whole' || wide >= SMALL);
};

/** The place of a badge at its widest, so that it stands still while time moves; it never lies on controls. */
function placeBadge(app, badge, view, bounds, drawn) {
  const wide = view.width - 2 * view.padX, held = heldEver(app, badge.site);
  const middle = [pixelX(badge.site.x, view), pixelY(badge.site.y, view)], corner = [bounds[2], bounds[3]];
  badge.element.hidden = false;
  for (const [look, clear] of waysOf(drawn, wide)) {
    if (badge.look !== look || !badge.size) {
      badge.look = look;
      const widest = look === 'lines' ? NARROW : Math.min(MOST_WIDE, wide - BESIDE_BADGE);
      badge.element.style.maxWidth = `${widest}px`;
      badge.element.style.width = 'max-content';
      fillBadge(app, badge, held);
      badge.size = [badge.element.offsetWidth + 1, badge.element.offsetHeight];   // a width is rounded
    }
    const at = look === 'whole' ? middle : corner;
    const box = clearPlace(badge.size, at, bounds, [...drawn.controls, ...clear]);
    if (box) return box;
  }
  return null;
}

/** Put the badges where they cover nothing, as near the middle of their region as can be; the boxes that they take. */
export function placeRegions(app, view, bounds, drawn) {
  const boxes = [], origin = app.L.DomUtil.getPosition(app.layers.marks.canvas);
  for (const badge of badgesOf(app)) {
    badge.off = !inSight(badge, view, bounds);
    badge.size = null;
    const kept = { ...drawn, controls: [...drawn.controls, ...boxes] };
    const box = badge.off ? null : placeBadge(app, badge, view, bounds, kept);
    badge.off = !box;
    badge.key = '';
    if (!box) continue;
    boxes.push(box);
    badge.element.style.width = `${badge.size[0]}px`;
    app.L.DomUtil.setPosition(badge.element, origin.add([box[0], box[1]]));
  }
  refreshRegions(app);
  return boxes;
}
