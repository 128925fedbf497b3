// Incidents line by line, as the atlas has them and as they have it who are asked. Columns stay those of the atlas
// until something in them is put otherwise.

import { column } from './columns.js';
import { BOUNDS, TOLLS } from './facets.js';

export const DAYS = ['start', 'sureStart', 'sureEnd', 'end'];
// Where a line is; of the last two nobody had heard.
export const IS_SHOWN = 0;
export const IS_UNDATED = 1;
export const IS_UNPLACED = 2;
export const IS_LATER = 3;
export const IS_UNSAID = 4;

/** Every incident as the atlas has it, in the order of the facets: shown ones, undated, unplaced. */
export function asTheAtlas(lens) {
  const { island, model, facets, points } = lens, { size, rows, kind, site, disputed, precision } = facets;
  const places = readPlaces(lens), undated = model.n + island.undated.length;
  const every = Uint32Array.from({ length: size }, (_, line) => line);
  const lines = { size, rows, shown: model.n, undated, every, places, metres: [...precision.values], codes: new Map(),
    precision: precision.codes, place: new Int32Array(size).fill(-1), dated: new Uint8Array(size), kind, site, disputed,
    ...Object.fromEntries(TOLLS.flatMap((toll) => BOUNDS.map((bound, b) => [`${toll}_${bound}`, facets[toll][b]]))) };
  for (const day of DAYS) {
    lines[day] = new Int32Array(size);
    lines[day].set(model[day]);
  }
  lines.place.set(model.mark);
  lines.dated.fill(1, 0, model.n);
  for (let line = model.n; line < undated; line++) lines.place[line] = places.of.get(points[rows[line]]) ?? -1;
  island.unplaced_days.forEach((days, k) => {
    lines.dated[undated + k] = 1;
    DAYS.forEach((day, d) => { lines[day][undated + k] = days[d]; });
  });
  return lines;
}

/**
 * The points on which anything stands in any lens: the atlas's marks, then those that claims name, each once. `of` has
 * the number of a point that is named.
 */
function readPlaces({ island: { marks, buffer }, own, points }) {
  const read = (name) => Array.from(column(marks[name], marks.count, `marks.${name}`, buffer));
  const [x, y, site] = ['x', 'y', 'site'].map(read), known = new Map(), of = new Map();
  const keyOf = (point) => `${point[0]} ${point[1]} ${point[2]}`;
  const named = [...own.told.map(({ where }) => where?.point), ...Object.values(points)].filter(Boolean);
  if (named.length) for (let m = 0; m < marks.count; m++) known.set(keyOf([x[m], y[m], site[m]]), m);
  for (const point of named) {
    const key = keyOf(point);
    if (!known.has(key)) {
      known.set(key, x.length);
      [x, y, site].forEach((one, k) => one.push(point[k]));
    }
    of.set(point, known.get(key));
  }
  return { marks: marks.count, x: Int32Array.from(x), y: Int32Array.from(y), site: Int32Array.from(site), of };
}

/** The same lines, to be put otherwise; `loose` are those that leave their place in the order. */
export const newLines = (atlas) => ({ ...atlas, atlas, unheard: null, verdict: null, loose: [],
  isLoose: new Uint8Array(atlas.size) });

/** A column that may be changed, to whatever a claim says: the atlas's own may be too narrow for it. */
function writable(lines, name) {
  if (lines[name] === lines.atlas[name]) lines[name] = new Int32Array(lines[name]);
  return lines[name];
}

export function loosen(lines, line) {
  if (lines.isLoose[line]) return;
  lines.isLoose[line] = 1;
  lines.loose.push(line);
}

// What a claim says otherwise, put into the line of its incident.
const PUT = {
  when: (lines, line, { days }) => {
    writable(lines, 'dated')[line] = 1;
    for (let k = 0; k < DAYS.length; k++) writable(lines, DAYS[k])[line] = days[k];
    loosen(lines, line);
  },
  where: (lines, line, { site, point, precision_m: metres }) => {
    writable(lines, 'precision')[line] = codeOf(lines, metres ?? null);
    if (site === undefined) return;
    const before = lines.place[line], now = lines.places.of.get(point) ?? -1;
    writable(lines, 'place')[line] = now;
    writable(lines, 'site')[line] = site;
    if (before < 0 !== now < 0) loosen(lines, line);
  },
  kind: (lines, line, { kind }) => { writable(lines, 'kind')[line] = kind; },
};
for (const toll of TOLLS) {
  PUT[toll] = (lines, line, told) => BOUNDS.forEach((bound, b) => {
    writable(lines, `${toll}_${bound}`)[line] = told.toll[b] ?? -1;
  });
}

export const putOtherwise = (lines, line, part, told) => PUT[part](lines, line, told);

function codeOf({ metres, codes }, value) {
  if (!codes.has(value)) codes.set(value, metres.push(value) - 1);
  return codes.get(value);
}

// How the card of an incident tells it.
const TEXTS = {
  when: ({ text }) => text,
  where: ({ site, precision_m: metres, precision_words: words }) => ({ precision_m: metres, precision_words: words,
    ...(site === undefined ? {} : { site: site < 0 ? null : site }) }),
  kind: ({ kind }) => ({ kind }),
  ...Object.fromEntries(TOLLS.map((toll) =>
    [toll, (told) => ({ tolls: { [toll]: told.toll }, toll_words: { [toll]: told.words } })])),
};

export const textOfPart = (part, told) => TEXTS[part](told);

/** What is said of an incident with what is said otherwise: of tolls only those that are named. */
export const changed = (entry, change) => ({ ...entry, ...change,
  ...Object.fromEntries(['tolls', 'toll_words'].filter((name) => entry[name] || change[name])
    .map((name) => [name, { ...entry[name], ...change[name] }])) });
