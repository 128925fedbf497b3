// What all parts share of one map: `app`.

import { GREY } from './constants.js';
import { answerCarried, newCarried } from './cubes/embedded.js';
import { newCubes } from './cubes/requests.js';
import { emptyModel } from './data/cube.js';
import { checkIsland, finished, newVisible, readModel } from './data/model.js';
import { newCounts } from './data/tally.js';
import { luminance, safeColour } from './dom.js';
import { readContext } from './map/basemap.js';
import { newDensity } from './map/marks.js';
import { readSites } from './map/sites.js';

function readKinds(island) {
  const kinds = island.cubes ? [...island.kinds, { id: '', label: 'Other kinds', colour: GREY, shape: 'circle' }] : island.kinds;
  return kinds.map((kind) => {
    const colour = safeColour(kind.colour);
    return { ...kind, colour, on: luminance(colour) > 0.25 ? '#111111' : '#ffffff' };
  });
}

function openingModel(island) {
  checkIsland(island);
  return island.cubes ? finished(emptyModel(0, 0, island.kinds.length + 1)) : readModel(island);
}

export function newApp({ L, map, island, options }) {
  const model = openingModel(island), initial = options.initial || {};
  const app = {
    stamps: new Map(), density: newDensity(), L, map, island, options, model, counts: newCounts(model), kinds: readKinds(island),
    world: readContext(island.context), sites: readSites(island, model), texts: island.texts,
    visible: newVisible(model), cubes: newCubes(island), carried: newCarried(island),
    dirty: new Set(), chosen: new Set(), chosenMarks: new Set(), calm: matchMedia('(prefers-reduced-motion: reduce)'), page: Boolean(options.page),
    state: { window: [0, 1], mode: 'window', certainOnly: Boolean(options.certainOnly), spots: [], row: null,
      labels: (initial.labels || island.labels || []).slice() },
  };
  if (app.carried) app.options.requestCube = (asked) => answerCarried(app, asked);
  app.timedSites = app.sites.filter((s) => s.valid || s.states.length);
  app.timedLook = new Int16Array(app.timedSites.length + app.world.timed.length).fill(-1);
  model.colours = Uint8Array.from(app.kinds.flatMap(({ colour }) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))));
  return app;
}
