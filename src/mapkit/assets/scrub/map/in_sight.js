// What of the window lies in the box of the map.

const edge = (map, at) => { const { x, y } = map.project(at, 0); return [x / 256, y / 256]; };

/** Call `see` with each mark that holds something and lies in the box of the map, its edges included. */
function marksInSight({ model: { marks }, counts, map }, see) {
  const bounds = map.getBounds(), [west, south] = edge(map, bounds.getSouthWest());
  const [east, north] = edge(map, bounds.getNorthEast());
  for (let k = 0; k < counts.places; k++) {
    const m = counts.touched[k], x = marks.x[m], y = marks.y[m];
    if (y >= north && y <= south && x + Math.ceil(west - x) <= east) see(m);
  }
}

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
