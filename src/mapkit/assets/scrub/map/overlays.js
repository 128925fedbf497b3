// Lines and areas of the basemap that are disputed or were drawn for a time: what each is, when, and how well known.

import { ABSENT, ALWAYS, OVER, POSSIBLY, standing } from '../data/standing.js';
import { beside, labelOf, localOf, precisionWords } from '../dom.js';
import { distanceToPart } from './geometry.js';

const UNNAMED = 'Border or line of control in dispute';

/** An area and its line, which are two features, are one overlay: those with the same dates and the same note. */
export function readOverlays({ disputed }) {
  const found = new Map();
  const text = (value) => (typeof value === 'string' ? value : '');
  for (const feature of [...disputed].sort((a, b) => (a.kind === 'area') - (b.kind === 'area'))) {
    const { valid, note, name, precision_m, when_words, until_words } = feature.about;
    const key = JSON.stringify([text(valid), text(note) || text(name)]);
    if (!found.has(key)) {
      found.set(key, { index: found.size, name: text(name) || text(note) || UNNAMED, named: Boolean(text(name)),
        names: feature.names, note: text(name) ? text(note) : '', when: text(when_words), until: text(until_words),
        precision: precision_m ? precisionWords(Number(precision_m)) : '', span: feature.span || ALWAYS,
        features: [], parts: [] });
    }
    const overlay = found.get(key);
    overlay.features.push(feature);
    if (feature.kind !== 'area' || !overlay.parts.length) overlay.parts.push(...feature.parts);
  }
  return [...found.values()];
}

export const overlayStanding = ({ span }, window) => standing(span, window);

/** The name of an overlay in the languages of names, and its local names. */
export const overlayName = ({ state: { labels } }, { names, name }) => beside(labelOf(names, labels)) || name;
export const overlayLocal = ({ state: { labels }, island }, { names }) => beside(localOf(names, labels, island.local));

/** What an overlay is, with its dates: "Line of contact: until 20 September 2023". */
export function overlayWords(app, overlay) {
  const dates = overlayDates(overlay, app.state.window), name = overlayName(app, overlay);
  return dates ? `${name}: ${dates}` : name;
}

export function overlayDates(overlay, window) {
  const found = overlayStanding(overlay, window);
  if (!overlay.when) return '';
  return found === OVER ? `until ${overlay.until}` : overlay.when + (found === POSSIBLY ? ' (possibly)' : '');
}

/** The overlays that the window shows, of which something lies in the box of a view. */
export function overlaysSeen({ overlays, state: { window } }, { left, top, width, height, scale, padX, padY }) {
  const [west, north] = [(left + padX) / scale, (top + padY) / scale];
  const [east, south] = [(left + width - padX) / scale, (top + height - padY) / scale];
  const inSight = ({ box }) => [-1, 0, 1].some((copy) => box[2] + copy >= west && box[0] + copy <= east)
    && box[3] >= north && box[1] <= south;
  return overlays.filter((one) => overlayStanding(one, window) !== ABSENT && one.parts.some(inSight));
}

/** The overlays whose lines pass within `reach` pixels of a place on the picture. */
export function hitOverlays(app, at, view, reach) {
  const { overlays, state: { window } } = app;
  return overlays.filter((one) => overlayStanding(one, window) !== ABSENT)
    .map((one) => ({ site: -1, overlay: one.index, distance:
      Math.min(...one.parts.map((p) => distanceToPart(p, at.x, at.y, view)), Infinity) }))
    .filter((hit) => hit.distance <= reach)
    .map((hit) => ({ ...hit, distance: hit.distance + 6 }));
}
