// What all parts share of one map: `app`.

import { GREY, QUIET_GREY } from './constants.js';
import { newCarried } from './cubes/embedded.js';
import { newCubes } from './cubes/requests.js';
import { emptyModel } from './data/cube.js';
import { newFilters } from './data/filters.js';
import { checkFacets } from './data/facets.js';
import { readLens } from './data/lens_claims.js';
import { checkIsland, finished, newVisible, readModel } from './data/model.js';
import { newCounts } from './data/tally.js';
import { openingNames } from './device.js';
import { el, luminance, safeColour } from './dom.js';
import { ownVoices } from './lens.js';
import { readContext } from './map/basemap.js';
import { newDensity } from './map/density.js';
import { readOverlays } from './map/overlays.js';
import { readSites } from './map/sites.js';
import { frameAsked } from './size.js';

/** The kinds, and one beside them: of a large atlas what it tells together, through a lens what is not spoken of. */
function readKinds(island, lens) {
  const more = island.cubes ? ['Other kinds', GREY] : lens ? ['Not spoken of', QUIET_GREY] : null;
  const kinds = more ? [...island.kinds, { id: '', label: more[0], colour: more[1], shape: 'circle' }] : island.kinds;
  return kinds.map((kind) => {
    const colour = safeColour(kind.colour);
    return { ...kind, colour, on: luminance(colour) > 0.25 ? '#111111' : '#ffffff' };
  });
}

function openingModel(island) {
  checkIsland(island);
  if (island.cubes) return finished(emptyModel(0, 0, island.kinds.length + 1));
  checkFacets(island);
  return readModel(island);
}

/** Each kind's red, green and blue. */
const coloursOf = (kinds) => Uint8Array.from(
  kinds.flatMap(({ colour }) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))),
);

const openingState = (island, { initial }, names) => ({
  window: [0, 1],                                  // its first day and the day after its last
  mode: initial?.mode || 'window',                 // which of its ends are tied
  asked: {},                                       // what else is asked: `data/asked.js`
  boxed: true,                                     // whether the box that a link narrows to still holds
  certainOnly: Boolean(initial?.certain),          // whether what is only possibly in it stays away
  spots: [],                                       // what the open card is about
  row: null,                                       // the incident that it was opened for
  incident: null,                                  // and its id, if a link was made to it
  labels: names.labels,                            // languages of names
  namesChosen: names.chosen,                       // whether by a link or the reader, and not by what they read
});

/**
 * One map, as all parts see it: every field there is, in one place. It is sealed, so a part that keeps anything else in
 * it fails at once. What is null here is made while the map is mounted, unless its line says more.
 */
export function newApp({ L, map, island, options }) {
  const model = openingModel(island), lens = island.cubes ? null : readLens(island, model);
  const kinds = readKinds(island, lens), world = readContext(island.context);
  const sites = readSites(island, model), timedSites = sites.filter((site) => site.valid || site.states.length);
  model.colours = coloursOf(kinds);
  return Object.seal({
    // What the host gave.
    L,                                             // Leaflet
    map,                                           // its map
    island,                                        // the data as they came, or as they are seen through a lens
    lens,                                          // what is said in them; null where nobody says anything
    options,                                       // what it wants, and the functions that it is told and asked by
    page: Boolean(options.page),                   // whether the map is all that its page holds
    frameAsked: frameAsked(),                      // whether its address asks for a frame's layout

    // The data.
    model,                                         // marks and incidents in typed arrays; of a large atlas a cube's
    kinds,                                         // with colours that are safe to draw in
    sites,                                         // with their shapes, states and marks
    timedSites,                                    // those whose look follows the window
    world,                                         // the basemap
    overlays: readOverlays(world),                 // its disputed lines and areas, an area with its line
    ownValues: {},                                 // values of own columns that the host has told, by column
    // What the server counted for menus: by part, what it was counted under and the counts.
    valueCounts: { known: new Map(), sent: new Map(), number: 0 },
    valuesAsked: new Set(),                        // and the columns that it was asked for
    texts: island.texts,                           // what incidents say, by row; of a large atlas what has come so far
    besides: null,                                 // how another map is mounted beside this one, and closed
    beside: null,                                  // what is compared: the other map, and the lists of both
    apart: null,                                   // rows that this one shows and the other does not
    filters: island.cubes ? null : newFilters(island, model, ownVoices(lens)), // which incidents pass what is asked
    trays: null,                                   // those that pass the filters and are not on the map, by why
    cubes: newCubes(island),                       // what was asked and came of cubes; null where none are needed
    carried: newCarried(island),                   // the cubes of a saved file; null where a server is asked
    pages: null,                                   // of incidents of an open cell; stays null where cubes is

    // What the reader chose, and what follows from it.
    state: openingState(island, options, openingNames(island, options.initial?.labels)),
    counts: newCounts(model),                      // what the window holds
    chapter: null,                                 // the chapter that was gone to last: {at, window}
    chosen: new Set(),                             // the sites of the open card
    chosenMarks: new Set(),                        // and its marks
    wanted: new Set(),                             // rows whose texts are to be seen and have not come
    lit: null,                                     // what a pointer rests on: {row, marks}

    // Drawing.
    theme: null,                                   // colours and font, from the style sheet
    layers: null,                                  // canvas layers of the map, by name
    paint: null,                                   // what frames and timers paint, by name
    dirty: new Set(),                              // what the next frame paints
    frame: 0,                                      // that frame, while one is asked for
    visible: newVisible(model),                    // the marks in sight, for those who draw them
    density: newDensity(),                         // the picture of thousands of marks
    stamps: new Map(),                             // pictures of single marks
    candidates: null,                              // what may be labelled; null when it has to be found anew
    placed: [],                                    // the labels as they stand
    badges: null,                                  // those of regions
    placedFor: null,                               // and the view and names that they were placed for
    timedLook: new Int16Array(timedSites.length + world.timed.length).fill(-1), // how what is timed looked last

    // What the reader writes, where the host lets incidents be written.
    pick: null,                                    // the point that is asked for, with where it is so far
    cross: null,                                   // its sign on the map, while there is one

    // Elements of the page.
    root: null,                                    // all of it
    mapArea: el('section', { class: 'mk-map', 'aria-label': 'Map' }),
    clock: null,                                   // with its elements, and how it plays
    panel: null,                                   // with its elements, and what it shows
    head: null,
    top: null,                                     // the bar above the map
    bar: null,                                     // search, filters, and what is set, in it
    searchIndex: null,                             // what a search looks into, made with the first
    onSlash: null,                                 // called when a key is pressed anywhere
    notices: [],                                   // what of a link nobody here can answer, in words
    legend: null,
    placesButton: null,
    story: null,                                   // chapters on the map of a frame; stays null where there are none
    tip: el('div', { class: 'mk-tip', hidden: true, 'aria-hidden': 'true' }),   // what is under the pointer
    begun: null,                                   // what has just begun while time moves
    note: el('p', { class: 'mk-note', role: 'status', hidden: true }),          // what went well or wrong
    busy: el('p', { class: 'mk-busy', role: 'status', hidden: true }, 'Counting'),
    voice: el('p', { class: 'mk-voice', role: 'status', 'aria-live': 'polite' }), // the view in a sentence

    // What it listens to.
    calm: matchMedia('(prefers-reduced-motion: reduce)'),
    scheme: matchMedia('(prefers-color-scheme: dark)'),
    onScheme: null,                                // called when that changes,
    onVisible: null,                               // and when the page is hidden or seen again
    handlers: null,                                // of events of the map
    resize: null,                                  // observer of sizes
    box: '',                                       // the map's size as it was observed last
    heightTold: 0,                                 // the height that the page around a frame was told last
    hover: null,                                   // the last event of a pointer over the map, while it is there
    hovering: 0,                                   // the frame that will show the tip

    // Timers, and what was told.
    panelTimer: 0,                                 // until a panel that lags behind is made anew,
    restTimer: 0,                                  // and until the hand is taken to rest
    voiceTimer: 0,
    noteTimer: 0,
    begunTimer: 0,                                 // until what has begun is no longer news
    textTimer: 0,                                  // until missing texts are asked for
    tellTimer: 0,                                  // until the host is told
    countsTimer: 0,                                // until the host is asked what values of a menu would show
    told: null,                                    // what it was told last
    dead: false,                                   // whether the map is gone
  });
}
