// What comes in of cubes, and the model it makes in the place of the one before.

import { layoutClock, renderClock } from '../clock/histogram.js';
import { keepPast } from '../clock/play.js';
import { isZoomed } from '../clock/scale.js';
import { follow, openingView, showTrack } from '../clock/track_zoom.js';
import { setWindow } from '../clock/window.js';
import { ask, rest } from './requests.js';
import { IslandError } from '../data/columns.js';
import { cubeModel, readCube } from '../data/cube.js';
import { setFilter } from '../data/filter.js';
import { newVisible, soonReady } from '../data/model.js';
import { newCounts } from '../data/tally.js';
import { render, request } from '../frame.js';
import { settle } from '../host.js';
import { renewLegend } from '../legend.js';
import { marksOf, squareWords } from '../map/cells.js';
import { placeMarks } from '../map/marks.js';
import { askPage, receivePage } from '../panel/incident_pages.js';
import { choose, renderPanel } from '../panel/panel.js';

/** What the host says of cubes: answers, and filters that have changed. */
export function updateCubes(app, part) {
  if (part.cube) receiveCube(app, part.cube);
  if (part.whole) receiveWhole(app, part.whole);
  if (part.page) receivePage(app, part.page);
  if ('view' in part) { ask(app); askPage(app); }
}

/**
 * An answer; one to an older number is thrown away, also when a newer one was asked for while it was unpacked. Number 0
 * is what the host takes the map to open with: it is shown until the first answer comes.
 */
export async function receiveCube(app, { number, bytes, cube, failed }) {
  const { cubes } = app, first = number === 0;
  const old = () => app.dead || (first ? app.model.frame : number !== cubes.number);
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
    const why = error instanceof IslandError ? error.message : 'they are damaged';
    tellFailure(app, `No new counts for this part of the map: ${why}. The marks are still the old ones.`);
  }
  rest(app);
}

/** The model of a cube that may be on its way; made as soon as it is there, while the map may still move. */
const modelOf = async (app, cube) => cubeModel(await cube, app.kinds.length, app.clock.domain);

/** Until a zoom under way has ended, in which the marks of before are stretched. */
const motionEnd = (map) => map._animatingZoom && new Promise((resolve) => { map.once('zoomend', resolve); });

/** The cube of the whole world, for the paler part of the bars. */
export async function receiveWhole(app, { bytes }) {
  const { cubes } = app, place = cubes.wholes = (cubes.wholes || 0) + 1;
  let model;
  try { model = await modelOf(app, readCube(bytes)); } catch { model = null; }   // the bars do without
  if (app.dead || place !== cubes.wholes) return;
  if (model && !cubes.whole && !isZoomed(app.clock)) {
    app.clock.opened = openingView(model, app.clock.domain);
    showTrack(app, app.clock, app.clock.opened);
  }
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
  setFilter(app);
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
export function showKinds(app) {
  const { model, cubes: { whole } } = app, used = model.used.map((one, k) => one | (whole ? whole.used[k] : 0));
  const key = JSON.stringify([...used, squareWords(app)]);
  if (key === app.legend.key) return;
  model.used = used;
  renewLegend(app);
  app.legend.key = key;
  request(app, 'legend');
}
