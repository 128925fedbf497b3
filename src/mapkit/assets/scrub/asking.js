// Cubes on the page: asked for when map, track or filters have changed; the newest answer becomes the model.

const ASK_AFTER = 50, SIGN_AFTER = 300;             // milliseconds
const MOST_CELLS = 2000, FINEST_CELLS = 20, CELLS_FINER = 4;

/** What the page keeps of cubes; null where the island holds the incidents themselves. */
function newCubes({ cubes }) {
  return cubes ? { number: 0, key: null, span: null, need: 0, wanted: null, meant: null, whole: null, bars: null, timer: 0, late: 0, ahead: null } : null;
}

/** The cells of a zoom that a box touches: one or two spans of columns, and rows, all half-open. */
function blockOfBox([west, south, east, north], level) {
  const side = 2 ** level, at = (part) => clamp(Math.floor(part * side), 0, side - 1), a = at(worldX(west)), b = at(worldX(east));
  return { rows: [at(worldY(north)), at(worldY(south)) + 1], columns: west <= east ? [[a, b + 1]] : a <= b + 1 ? [[0, side]] : [[0, b + 1], [a, side]] };
}

/** The cells of a box at a zoom, as `Frame.of` in mapkit.viewcube chooses them: zoom, spans of columns, rows. */
function cellsOf(box, zoom) {
  for (let level = Math.floor(clamp(zoom + CELLS_FINER, 0, FINEST_CELLS) / 2) * 2; ; level -= 2) {
    const { columns, rows } = blockOfBox(box, level);
    const wide = columns.reduce((sum, [low, high]) => sum + high - low, 0);
    if (level <= 0 || wide * (rows[1] - rows[0]) <= MOST_CELLS) return [level, columns, rows];
  }
}

/**
 * The span of days to ask for: all of time; of a zoomed track what it shows with a quarter on each side, and the window.
 * The one of the last cube serves on while it holds both, and the track has not been zoomed to half of it.
 */
function spanNow(app) {
  const { clock, cubes } = app, { view: [first, last], domain } = clock, window = cubes.wanted || cubes.meant || app.state.window;
  if (!isZoomed(clock)) return { span: domain.slice(), wide: Infinity };
  const need = [Math.min(first, window[0]), Math.max(last, window[1])], wide = need[1] - need[0], spare = Math.ceil((last - first) / 4);
  const serves = cubes.span && need[0] >= cubes.span[0] && need[1] <= cubes.span[1] && (wide > cubes.need / 2 || binWidth(app) === 1);
  if (serves) return { span: cubes.span, wide: cubes.need };
  return { span: [clamp(Math.min(first - spare, window[0]), ...domain), clamp(Math.max(last + spare, window[1]), ...domain)], wide };
}

/** Ask once the hand rests. */
function askSoon(app) {
  if (!app.cubes) return;
  clearTimeout(app.cubes.timer);
  app.root.dataset.counting = '';                  // until what is shown is what was asked for: it can be read from outside
  app.cubes.timer = setTimeout(() => { if (!app.dead) ask(app); }, ASK_AFTER);
}

/** Nothing is asked for or awaited any more. */
function rest({ cubes, busy, root }) {
  clearTimeout(cubes.late);
  cubes.late = 0;
  busy.hidden = true;
  delete root.dataset.counting;
}

/** Ask while the map is still on its way: of a pan that Leaflet animates its end is known from its first step on. */
function askAhead(app, zoomed) {
  if (!app.cubes) return;
  const { map } = app, pan = map._panAnim;
  if (zoomed) ask(app, boxOf(map, map.getPixelBounds(zoomed.center, zoomed.zoom), zoomed.zoom), zoomed.zoom);
  else if (pan && pan._inProgress && pan._offset !== app.cubes.ahead) {
    app.cubes.ahead = pan._offset;
    const corner = map.getPixelOrigin().subtract(pan._startPos.add(pan._offset));
    ask(app, boxOf(map, app.L.bounds(corner, corner.add(map.getSize()))));
  }
}

/** Ask for the cube of what is on screen, or will be, unless it is there or under way. */
function ask(app, box = boxOf(app.map), zoom = app.map.getZoom()) {
  const { cubes, options } = app, { span, wide } = spanNow(app);
  const key = JSON.stringify([cellsOf(box, zoom), span, options.view ?? null]);
  clearTimeout(cubes.timer);
  if (key === cubes.key || !options.requestCube) { if (!cubes.late) rest(app); return; }
  app.root.dataset.counting = '';
  Object.assign(cubes, { key, span, need: wide, number: cubes.number + 1 });
  if (!cubes.late) cubes.late = setTimeout(() => { app.busy.hidden = false; }, SIGN_AFTER);
  options.requestCube({ number: cubes.number, box, zoom, span: span.slice() });
}

/** What the host says of cubes: answers, and filters that have changed. */
function updateCubes(app, part) {
  if (part.cube) receiveCube(app, part.cube);
  if (part.whole) receiveWhole(app, part.whole);
  if (part.page) receivePage(app, part.page);
  if ('view' in part) { ask(app); askPage(app); }
}

/**
 * An answer; one to an older number is thrown away, also when a newer one was asked for while it was unpacked. Number 0 is
 * what the host takes the map to open with: it is shown until the first answer comes.
 */
async function receiveCube(app, { number, bytes, cube, failed }) {
  const { cubes } = app, first = number === 0, old = () => app.dead || (first ? app.model.frame : number !== cubes.number);
  if (old() || (first && failed)) return;
  const reading = failed ? Promise.reject(new IslandError(failed)) : modelOf(app, cube || readCube(bytes));
  await Promise.allSettled([reading, motionEnd(app.map)]);
  if (old()) return;
  try {
    showModel(app, await reading, number);
    if (first) return;
  } catch (error) {
    if (old() || first) return;
    cubes.key = null;                              // the next move asks again
    if (cubes.wanted) cubes.meant = app.state.window.slice();
    cubes.wanted = null;
    tellFailure(app, `No new counts for this part of the map: ${error instanceof IslandError ? error.message : 'they are damaged'}. The marks are those of before.`);
  }
  rest(app);
}

/** The model of a cube that may be on its way; made as soon as it is there, while the map may still move. */
const modelOf = async (app, cube) => cubeModel(await cube, app.kinds.length, app.clock.domain);

/** Until a zoom under way has ended, in which the marks of before are stretched. */
const motionEnd = (map) => map._animatingZoom && new Promise((resolve) => { map.once('zoomend', resolve); });

/** The cube of the whole world, for the paler part of the bars. */
async function receiveWhole(app, { bytes }) {
  const { cubes } = app, place = cubes.wholes = (cubes.wholes || 0) + 1;
  let model = null;
  try { model = await modelOf(app, readCube(bytes)); } catch { model = null; }   // the bars do without
  if (app.dead || place !== cubes.wholes) return;
  if (model && !cubes.whole && !isZoomed(app.clock)) showTrack(app, app.clock, openingView(model, app.clock.domain));
  cubes.whole = model;
  showKinds(app);
  layoutClock(app);
  request(app, 'clock');
}

function tellFailure(app, words) {
  clearTimeout(app.noteTimer);
  app.note.replaceChildren(words);
  app.note.hidden = false;
  app.cubes.told = words;
}

/** A new model in the place of the old: window, mode, open card and all else stays. */
function showModel(app, model, number) {
  const { cubes } = app, past = Boolean(app.counts.past);
  model.colours = app.model.colours;
  app.model = model;
  app.counts = newCounts(model);
  app.visible = newVisible(model);
  if (past) keepPast(app, true);
  setFilter(app, null);
  if (cubes.told && app.note.textContent === cubes.told) app.note.hidden = true;
  app.root.dataset.cube = number;
  const wanted = cubes.wanted;
  cubes.wanted = null;
  setWindow(app, wanted || cubes.meant || app.state.window);
  if (wanted) follow(app, app.clock);
  for (const spot of app.state.spots) if (spot.cell) spot.marks = marksOf(model, spot.cell);
  choose(app);
  showKinds(app);
  placeMarks(app, app.layers.marks.view);
  request(app, 'counts', 'sites', 'labels');
  render(app);
  layoutClock(app);
  renderClock(app);
  renderPanel(app);
  settle(app);
  soonReady(app);
}

/** The legend follows what occurs, and what a square is. */
function showKinds(app) {
  const { model, cubes: { whole } } = app, used = model.used.map((one, k) => one | (whole ? whole.used[k] : 0));
  const key = JSON.stringify([...used, squareWords(app)]);
  if (key === app.legend.key) return;
  model.used = used;
  const legend = makeLegend(app), open = [...app.legend.querySelectorAll('details')].map((one) => one.open);
  legend.open = app.legend.open;
  legend.querySelectorAll('details').forEach((one, i) => { one.open = open[i]; });
  legend.key = key;
  app.legend.replaceWith(legend);
  app.legend = legend;
}

// Bins of time: windows end at their edges.

const binWidth = ({ model }) => (model.bins ? model.bins.width : 1);

/** `to`, but at least a bin for each step from `from`. */
function atLeastABin(app, from, to, times) {
  const least = binWidth(app) * Math.abs(times);
  return Math.abs(to - from) < least ? from + least * Math.sign(times) : to;
}

/** The window as it was asked for, before it was widened to bins. */
const meantWindow = ({ cubes, state }) => (cubes && cubes.meant) || state.window;

/** A window widened to the edges of bins; one that only moves, by the nearest number of bins. Beyond the cube it waits for one. */
function snapped(app, [start, end]) {
  const { model: { bins }, cubes, clock: { domain }, state: { window: [a, b] } } = app;
  if (cubes) cubes.meant = [start, end];
  if (!bins) return [start, end];
  const { width, span: [low, high] } = bins;
  if (start < low || end > high) {
    cubes.wanted = [start, end];
    if (JSON.stringify(spanNow(app).span) !== JSON.stringify(cubes.span)) { askSoon(app); return [a, b]; }
  }
  cubes.wanted = null;
  const moves = end - start === b - a && start > domain[0] && end < domain[1], by = moves ? Math.round((start - a) / width) * width - start + a : 0;
  const edge = (day, round) => clamp(bins.start + round((day - bins.start) / width) * width, low, high);
  const found = [Math.min(edge(start + by, Math.floor), high - 1), Math.max(edge(end + by, Math.ceil), low + 1)];
  if (moves) cubes.meant = found;
  return found;
}

const binWords = (app) => (binWidth(app) > 1 ? `in steps of ${binWidth(app)} days` : '');

/** Dated to more days than that, an incident is a thin line under the bars. */
const wideDays = (app) => Math.max(WIDE_DAYS, 2 * binWidth(app));

/** Bars of the whole world, which stay as they are while only the map moves. */
function wholeBars(cubes, bins, most) {
  const key = `${most} ${bins}`, { bars } = cubes;
  if (!bars || bars.of !== cubes.whole || bars.key !== key) cubes.bars = { of: cubes.whole, key, all: histogram(cubes.whole, bins, null, most) };
  return cubes.bars.all;
}

/** Bars of the cube, and above them, paler, what the rest of the world has; not where its bins are wider than the bars. */
function cubeBars(app, bins, most) {
  const { model, cubes: { whole } } = app, own = histogram(model, bins, null, most);
  if (!whole || (whole.bins.width > 1 && whole.bins.width > bins[1] - bins[0])) return own;
  const all = wholeBars(app.cubes, bins, most), stacks = 2 * model.kinds;
  for (let b = 0; b < own.n; b++) {
    for (let k = 0; k < model.kinds; k++) own.change[b * stacks + model.kinds + k] = Math.max(0, all.change[b * stacks + k] - own.change[b * stacks + k]);
  }
  return { ...own, wide: all.wide, wides: all.wides };
}
