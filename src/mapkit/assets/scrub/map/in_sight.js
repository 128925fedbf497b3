// What of the window lies in the box of the map.

import { clamp } from '../numbers.js';

const edge = (map, at) => { const { x, y } = map.project(at, 0); return [x / 256, y / 256]; };

/** Call `see` with each mark that holds something and lies in the box of the map, its edges included. */
function marksInSight({ model: { marks }, counts, map, badges }, see) {
  const apart = badges?.length ? new Set(badges.flatMap(({ site }) => site.marks)) : null;
  const bounds = map.getBounds(), [west, south] = edge(map, bounds.getSouthWest());
  const [east, north] = edge(map, bounds.getNorthEast());
  for (let k = 0; k < counts.places; k++) {
    const m = counts.touched[k], x = marks.x[m], y = marks.y[m];
    if (!apart?.has(m) && y >= north && y <= south && x + Math.ceil(west - x) <= east) see(m);
  }
  for (const m of apart || []) if (counts.mark[m] && !badgeOf(badges, m).off) see(m);   // some of a region is enough
}

const badgeOf = (badges, m) => badges.find(({ site }) => site.marks.includes(m));

/** How many of the window's incidents lie in the box of the map. */
export function insideCount(app) {
  let n = 0;
  marksInSight(app, (m) => { n += app.counts.mark[m]; });
  return n;
}

/** How many of each kind lie in the box of the map. */
export function kindsInSight(app) {
  const { model: { kinds }, counts } = app, found = new Uint32Array(kinds);
  marksInSight(app, (m) => { for (let k = 0; k < kinds; k++) found[k] += counts.kind[m * kinds + k]; });
  return found;
}

/**
 * The block of cells, of the counts that are shown, which the map's box touches; null before there are any. A box
 * across the antimeridian takes all columns.
 */
export function blockInSight({ model: { frame }, map }) {
  if (!frame) return null;
  const side = 2 ** frame.zoom, bounds = map.getBounds();
  const [[west, south], [east, north]] = [edge(map, bounds.getSouthWest()), edge(map, bounds.getNorthEast())];
  const first = Math.floor(west * side), turn = Math.floor(first / side) * side, last = Math.ceil(east * side);
  const row = (y) => clamp(y, 0, side);
  return { zoom: frame.zoom, columns: last - turn > side ? [0, side] : [first - turn, last - turn],
    rows: [row(Math.floor(north * side)), row(Math.ceil(south * side))] };
}
