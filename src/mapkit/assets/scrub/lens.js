// Through whom the data are seen, and as they were known on which day. Another lens is another island and model, which
// take the place of those before; window, mode, open card and all else stay.

import { keepPast } from './clock/play.js';
import { newFilters } from './data/filters.js';
import { keyOf } from './data/lens_claims.js';
import { newVisible, readModel, soonReady } from './data/model.js';
import { newCounts } from './data/tally.js';
import { atlasLines, throughLens, voicesOf } from './data/through_lens.js';
import { placeMarks } from './map/marks.js';
import { gatherMarks } from './map/sites.js';
import { choose } from './panel/panel.js';

/** How many voices speak of each line of the atlas's own island. */
export const ownVoices = (lens) => () => voicesOf(lens, atlasLines(lens).every);

/** Have at hand what every lens begins with, before the first one is chosen. */
export const prepareLens = ({ lens }) => (globalThis.requestIdleCallback || setTimeout)(() => atlasLines(lens));

/** Bring the data to the lens that is asked; whether they are other data than before. */
export function seeThrough(app) {
  const { lens, state: { asked } } = app, key = keyOf(asked);
  if (!lens || key === lens.key) return false;
  const seen = key === keyOf({}) ? lens.island : throughLens(lens, asked);
  lens.key = key;
  takeIsland(app, seen);
  return true;
}

function takeIsland(app, island) {
  const { model: before, counts, lens } = app, past = Boolean(counts.past), { colours } = before;
  const model = island === lens.island ? lens.model : readModel(island);
  model.colours = colours;
  Object.assign(app, { island, model, counts: newCounts(model), visible: newVisible(model), searchIndex: null,
    candidates: null, filters: newFilters(island, model, island.voices || ownVoices(lens)),
    texts: island.texts || app.texts });
  gatherMarks(app.sites, model);
  if (past) keepPast(app, true);
  app.state.spots = app.state.spots.map((spot) => spotIn(app, before, spot)).filter(Boolean);
  if (!app.panel) return;
  Object.assign(app.panel, { list: null, key: null });
  choose(app);
  if (app.layers) placeMarks(app, app.layers.marks.view);
  soonReady(app);
}

/** What was open, among the marks of now; null for a point on which nothing stands any more. */
function spotIn({ sites, model: { marks } }, before, spot) {
  if (spot.overlay != null) return spot;
  if (spot.site >= 0) return { ...spot, marks: sites[spot.site].marks.slice() };
  const m = spot.marks[0], x = before.marks.x[m], y = before.marks.y[m];
  const now = marks.x.findIndex((one, k) => one === x && marks.y[k] === y && marks.site[k] < 0);
  return now < 0 ? null : { ...spot, marks: [now] };
}
