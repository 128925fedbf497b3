// What is asked for, what is drawn, what the host is told.

const LAYERS = ['base', 'sites', 'marks', 'labels'];

/** Ask for a repaint of some parts; all that is asked for before the next frame is done in it, and nothing while hidden. */
function request(app, ...parts) {
  for (const name of parts) app.dirty.add(name);
  if (app.frame || app.dead || document.hidden) return;
  app.frame = requestAnimationFrame(() => {
    app.frame = 0;
    if (!app.dead) render(app);
  });
}

function render(app) {
  const { dirty, layers } = app;
  if (dirty.has('counts')) {
    tally(app.model, app.counts, app.state.window, app.state.certainOnly);
    if (timedLookChanged(app)) dirty.add('base').add('sites').add('labels');
    if (labelLookChanged(app)) dirty.add('labels');
    dirty.add('marks').add('clock');
  }
  for (const name of LAYERS) if (dirty.has(name)) layers[name].paint();
  if (dirty.has('clock')) renderClock(app);
  dirty.clear();
}

function setWindow(app, wanted, which) {
  const { domain } = app.clock;
  let [start, end] = wanted.map((day) => clamp(Math.round(day), domain[0], domain[1]));
  if (end <= start) { end = Math.min(domain[1], start + 1); start = Math.min(start, end - 1); }
  const window = snapped(app, tied(app, app.clock, [start, end], which));
  if (window[0] === app.state.window[0] && window[1] === app.state.window[1]) return;
  app.state.window = window;
  request(app, 'counts');
  soon(app);
}

/** Words follow when the hand rests: the panel after 120 ms, the live region after 300 ms. */
function soon(app) {
  clearTimeout(app.panelTimer); clearTimeout(app.voiceTimer);
  app.panelTimer = setTimeout(() => {
    if (app.dead) return;
    renderPanel(app);
    if (!app.clock.playing && !app.clock.drag) askPage(app);
  }, 120);
  app.voiceTimer = setTimeout(() => { if (!app.dead && !app.clock.playing && !app.clock.drag) speak(app); }, 300);
}

function speak(app) {
  say(app.voice, viewSentence(app));
}

/** Tell the host once the reader has let go; nothing is sent during a drag or while playing. */
function settle(app) {
  soon(app);
  clearTimeout(app.tellTimer);
  app.tellTimer = setTimeout(() => {
    if (app.dead || app.clock.drag || app.clock.playing) return;
    const state = stateOf(app), key = JSON.stringify(state);
    if (key === app.told) return;
    app.told = key;
    if (app.options.onChange) app.options.onChange(state);
  }, 120);
}

/** Whether the host is still to be told of what the reader did, or of what counts made of it. */
const unsaid = (app) => app.tellTimer && app.told !== JSON.stringify(stateOf(app));

/** Zoom, latitude and longitude as an attribute: where the map stands can be read from outside. */
function tellPosition({ map, root }) {
  const { lat, lng } = map.getCenter();
  root.dataset.position = [map.getZoom(), lat, lng].map((x) => +x.toFixed(5)).join('/');
}

const round = (degrees) => +degrees.toFixed(5);
const turn = (lon) => ((lon + 180) % 360 + 360) % 360 - 180;

/** West, south, east and north of what the map shows; west > east across the antimeridian. */
/** The box in degrees of a map, or of these pixels of the world at a zoom. */
function boxOf(map, pixels = map.getPixelBounds(), zoom = map.getZoom()) {
  const { lng: west, lat: south } = map.unproject(pixels.getBottomLeft(), zoom), { lng: east, lat: north } = map.unproject(pixels.getTopRight(), zoom);
  const wide = east - west >= 360;
  return [wide ? -180 : turn(west), south, wide ? 180 : turn(east), north].map(round);
}

function stateOf({ map, state, sites }) {
  const centre = map.getCenter(), spot = state.spots[0];
  return {
    window: state.window.slice(),
    box: boxOf(map), center: [round(centre.lat), round(turn(centre.lng))], zoom: round(map.getZoom()),
    site: spot && spot.site >= 0 ? sites[spot.site].id : null, row: state.row, labels: state.labels.slice(),
  };
}

/** Move the window to something dated: it keeps its width, or takes the thing's own if it is wider. */
function goTo(app, [start, end], fit) {
  const { clock } = app, [a, b] = app.state.window, { domain } = clock;
  const from = clamp(start, domain[0], domain[1] - 1), to = clamp(end, from + 1, domain[1]);
  const whole = b - a >= domain[1] - domain[0];
  stopPlay(app, clock);
  if (whole || (fit && to - from > b - a)) setWindow(app, [from, to]);
  else setWindow(app, slide(clock, [from, from + b - a], 0));
  follow(app, clock, from);
  settle(app);
}

function showBox(app, [west, south, east, north], room) {
  app.map.fitBounds([[south, west], [north, east < west ? east + 360 : east]], { animate: false, ...room });
}

/** A box to look at (home, a chapter) stands beside the open legend, not under it. */
function showRegion(app, box) {
  const legend = app.legend.open ? app.legend.offsetWidth + 12 : 8;
  showBox(app, box, { paddingTopLeft: [legend, 8], paddingBottomRight: [8, 22] });
}

function setFilter(app, shown) {
  applyFilter(app.model, app.cubes ? null : shown);
  const days = app.island.unplaced_days || [], passes = ({ row }) => app.model.passesRow(row);
  app.trays = {
    undated: (app.island.undated || []).map((row) => ({ row })).filter(passes),
    unplaced: (app.island.unplaced || []).map((row, i) => ({ row, days: days[i] || [-Infinity, Infinity] })).filter(passes),
  };
  app.candidates = null;
  app.panel.key = null;
}

function openSite(app, id) {
  const site = app.sites.find((s) => s.id === id);
  if (!site) { if (app.state.spots.length) closePanel(app); return; }
  if (app.state.spots.length && app.state.spots[0].site === site.index) return;
  openSpots(app, [{ site: site.index, marks: site.marks.slice() }]);
}

function openRow(app, row) {
  const i = app.model.row.indexOf(row), m = i < 0 ? -1 : app.model.mark[i];
  if (m >= 0 && app.model.marks.site[m] < 0) openSpots(app, [{ site: -1, marks: [m] }]);
}
