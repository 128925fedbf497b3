// Cells as marks: how large, what number fits, which is under the pointer, what they are called.

const CELL_MOST = 28, CELL_LEAST = 2.5;             // pixels of a disc's radius
const SHORT = [1, 0].map((digits) => new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumFractionDigits: digits }));

/** Side of a cell in pixels, on a picture of this scale. */
const cellSide = ({ frame }, view) => view.scale / 2 ** frame.zoom;

/**
 * The radius of a disc, between a dot and what the cell holds. It grows with the count while that is small beside the
 * largest, and with its logarithm above; the largest is that of all time, so that sizes can be compared while time moves.
 */
function cellRadius(model, count) {
  const most = Math.min(CELL_MOST, cellSide(model, model.grid.view) / 2 - 1), least = Math.min(CELL_LEAST, most), few = Math.max(1, Math.sqrt(model.top) / 8);
  return least + (most - least) * Math.log1p(count / few) / Math.log1p(model.top / few);
}

/** How large a mark is drawn that holds so many. */
const sizeOf = ({ model }, count) => (model.frame ? cellRadius(model, count) : radius(count));

/** Cells in sight: with their shares while that is quick, then as stamps. */
function paintCells(app, ctx, view) {
  if (!app.model.frame) return;
  app.counts.dense = null;
  if (app.carried) paintCarried(app, ctx, view);
  const n = collectVisible(app, app.counts);
  if (n > SHAPES_MAX) { paintStamps(app, ctx, view); return; }
  paintChosen(app, ctx, view);
  for (let k = 0; k < n; k++) paintCell(app, ctx, k);
}

/** Discs in cells: shares where there is room, the main kind's shape where there is not; a number where it fits. */
function paintCell(app, ctx, k) {
  const { model, counts, visible, kinds, theme } = app, m = visible.mark[k], count = counts.mark[m], r = cellRadius(model, count);
  const kind = onlyKind(app, m), x = visible.x[k], y = visible.y[k], look = { thin: true, faint: !counts.sure[m] }, ring = kind < 0 && r >= 8;
  if (ring) paintDonut(app, ctx, m, x, y, r, look);
  else paintShape(app, ctx, kinds[kind < 0 ? mainKind(app, counts, m) : kind], x, y, r * 0.9, look);
  const number = r < 8 || count < 2 ? null : numberFits(count, r * (ring ? 2.2 : 2.5));
  if (!number) return;
  ctx.fillStyle = ring || look.faint ? theme.ink : kinds[kind].on;
  ctx.font = `600 ${number.size}px ${theme.font}`;
  ctx.textAlign = 'center'; ctx.textBaseline = 'middle';
  ctx.fillText(number.words, x, y + 0.5);
}

/** A count in the finest words that fit, and their size; null where none do. `room` is of the font's size times the signs. */
function numberFits(count, room) {
  for (const words of count < 1000 ? [String(count)] : SHORT.map((format) => format.format(count))) {
    const size = Math.min(12, Math.floor(room / words.length));
    if (size >= 8) return { words, size };
  }
  return null;
}

/** The open cell: a frame around it. */
function paintSquare(app, ctx, view, { zoom, columns, rows }) {
  const side = view.scale / 2 ** zoom, x = pixelX((columns[0] + columns[1]) / 2 / 2 ** zoom, view), y = pixelY(rows[0] / 2 ** zoom, view);
  const wide = (columns[1] - columns[0]) * side, box = [x - wide / 2, y, wide, (rows[1] - rows[0]) * side];
  for (const [colour, line] of [[app.theme.halo, 4.5], [app.theme.ink, 2]]) { ctx.strokeStyle = colour; ctx.lineWidth = line; ctx.strokeRect(...box); }
}

function hitCells({ model, counts }, at) {
  const { grid } = model, half = cellSide(model, grid.view) / 2, hits = [];
  for (let k = 0; k < counts.places; k++) {
    const m = counts.touched[k], across = Math.abs(grid.x[m] - at.x), down = Math.abs(grid.y[m] - at.y);
    if (grid.cell[m] >= 0 && across <= half && down <= half) hits.push({ site: -1, mark: m, distance: Math.max(across, down) });
  }
  return hits.slice(0, 1);
}

/** The block of cells that a mark of a cube is: one. */
function blockOf({ frame, cube }, m) {
  return { zoom: frame.zoom, columns: [cube.x[m], cube.x[m] + 1], rows: [cube.y[m], cube.y[m] + 1] };
}

/** The marks of a model that lie in a block of cells or around it. */
function marksOf({ frame, marks, cube }, { zoom, columns, rows }) {
  const found = [], by = 2 ** (frame.zoom - zoom);
  for (let m = 0; m < marks.n; m++) {
    const x = cube.x[m] / by, y = cube.y[m] / by, side = 1 / by;
    if (x < columns[1] && x + side > columns[0] && y < rows[1] && y + side > rows[0]) found.push(m);
  }
  return found;
}

/** Latitude and longitude of the middle of a block, in words as fine as it is. */
function blockWords({ zoom, columns, rows }) {
  const cells = 2 ** zoom, digits = clamp(Math.ceil(zoom / 3.3 - 2), 0, 4), lat = latOf((rows[0] + rows[1]) / 2 / cells), lon = lonOf((columns[0] + columns[1]) / 2 / cells);
  return `${Math.abs(lat).toFixed(digits)}\u00b0 ${lat < 0 ? 'S' : 'N'}, ${Math.abs(lon).toFixed(digits)}\u00b0 ${lon < 0 ? 'W' : 'E'}`;
}

/** How wide a square is in the middle of the map. */
function squareWords({ map, model: { frame } }) {
  if (!frame) return '';
  const metres = EARTH_M * Math.cos(map.getCenter().lat * Math.PI / 180) / 2 ** frame.zoom, unit = metres < 1000 ? 1 : 1000;
  return `${numberWords(+(metres / unit).toPrecision(2))} ${unit === 1 ? 'm' : 'km'}`;
}

const INSIDE = 1e-9;                                // degrees

/**
 * West, south, east, north of the cells that are counted: the box of the view that the counts answer. A box holds its edges,
 * a cell only its west and north ones, so the others are drawn in by a tenth of a millimetre.
 */
function frameBox({ frame, cube }) {
  const { zoom, columns, rows } = cube.counted || frame, cells = 2 ** zoom, [first, second] = columns;
  const east = first[1] === cells ? 180 : lonOf(first[1] / cells) - INSIDE, south = rows[1] === cells ? -90 : latOf(rows[1] / cells) + INSIDE;
  return [lonOf((second || first)[0] / cells), south, east, rows[0] === 0 ? 90 : latOf(rows[0] / cells)];
}
