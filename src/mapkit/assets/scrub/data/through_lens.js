// The island as one party has it, or as it was known on a day: another island, which the page reads like the first.
//
// Incidents keep their row; what is said of them by those who are asked stands in the place of what the atlas says. The
// files stay as they are. `mapkit.store.lens` makes the same of tables.

import { column } from './columns.js';
import { BOUNDS, haystackOf, readFacets, TOLLS } from './facets.js';
import { gathered, sortedBy } from './model.js';
import { claimedThen, heard, isContested, stated, verdictBy } from './verdicts.js';
import { leastVoices } from './voices.js';

const DAYS = ['start', 'sureStart', 'sureEnd', 'end'];
const PARTS = ['when', 'where', 'kind', ...TOLLS];
const [LATER, UNSAID] = [1, 2];                    // why nobody had heard of it

/** What is said in an island, read once; null where it does not tell. */
export function readLens(island, model) {
  if (!island.lens) return null;
  const facets = readFacets(island, model), { first, days, own, points, voices, via, alike } = island.lens;
  const { count } = island.facets.said, read = (one, name) => column(one, count, `lens.${name}`, island.buffer);
  const lens = { island, model, facets, source: facets.source, stance: facets.stance, partyOf: facets.partyOf,
    from: facets.from, first: read(first, 'first'), days: read(days, 'days'), own, points, voices, via,
    alike: pairsOf(alike), lines: null, lineOf: null, key: keyOf({}) };
  lens.last = lens.first.map((day, k) => day + lens.days[k] - 1);
  lens.lastSaid = lens.last.reduce((most, day, k) => (lens.days[k] ? Math.max(most, day) : most), -Infinity);
  lens.firstSaid = lens.first.reduce((least, day, k) => (lens.days[k] ? Math.min(least, day) : least), Infinity);
  return lens;
}

/** What tells one lens from another. */
export const keyOf = ({ according = null, known = null }) => JSON.stringify([according, known]);

/** Claims that are alike, from both sides. */
function pairsOf(alike) {
  const found = new Map();
  for (const [one, other] of alike) {
    for (const [a, b] of [[one, other], [other, one]]) found.set(a, [...(found.get(a) || []), b]);
  }
  return found;
}

/** Every incident as the atlas has it, line by line as the facets have them: shown ones, undated, unplaced. */
function asTheAtlas({ island, model, facets, points }) {
  const { size, rows, killed, injured, precision } = facets, whole = () => new Int32Array(size);
  const lines = { size, rows, mark: whole().fill(-1), x: whole(), y: whole(), spot: whole(),
    dated: new Uint8Array(size), placed: new Uint8Array(size), verdict: new Uint8Array(size),
    unheard: new Uint8Array(size), kind: Int32Array.from(facets.kind), site: Int32Array.from(facets.site),
    disputed: Uint8Array.from(facets.disputed), killed: killed.map((one) => Int32Array.from(one)),
    injured: injured.map((one) => Int32Array.from(one)),
    metres: Float64Array.from(precision.codes, (code) => precision.values[code] ?? NaN), texts: new Map() };
  for (const day of DAYS) lines[day] = whole();
  fillShown(lines, island, model);
  const undated = model.n + island.undated.length;
  for (let line = model.n; line < undated; line++) if (points[rows[line]]) putAt(lines, line, points[rows[line]]);
  island.unplaced_days.forEach((days, k) => {
    lines.dated[undated + k] = 1;
    DAYS.forEach((day, d) => { lines[day][undated + k] = days[d]; });
  });
  return lines;
}

function fillShown(lines, { marks, buffer }, model) {
  const [x, y] = ['x', 'y'].map((axis) => column(marks[axis], marks.count, `marks.${axis}`, buffer));
  for (const day of DAYS) lines[day].set(model[day]);
  for (let line = 0; line < model.n; line++) {
    const m = model.mark[line];
    putAt(lines, line, [x[m], y[m], model.marks.site[m]]);
    lines.mark[line] = m;
    lines.dated[line] = 1;
  }
}

function putAt(lines, line, point) {
  lines.mark[line] = -1;
  lines.placed[line] = point ? 1 : 0;
  if (point) [lines.x[line], lines.y[line], lines.spot[line]] = point;
}

const copied = (lines) => Object.fromEntries(Object.entries(lines).map(([name, one]) => [name,
  Array.isArray(one) ? one.map((each) => each.slice()) : ArrayBuffer.isView(one) ? one.slice()
    : one instanceof Map ? new Map() : one]));

// What a claim says otherwise, put into the line of its incident, and how its card tells it.
const PUT = {
  when: (lines, line, { days, text }) => {
    lines.dated[line] = 1;
    DAYS.forEach((day, k) => { lines[day][line] = days[k]; });
    return text;
  },
  where: (lines, line, told) => {
    const { site, point, precision_m: metres, precision_words: words } = told;
    lines.metres[line] = metres ?? NaN;
    const text = { precision_m: metres, precision_words: words };
    if (site === undefined) return text;
    putAt(lines, line, point);
    lines.site[line] = site;
    return { ...text, site: site < 0 ? null : site };
  },
  kind: (lines, line, { kind }) => { lines.kind[line] = kind; return { kind }; },
};
for (const toll of TOLLS) {
  PUT[toll] = (lines, line, told) => {
    lines[toll].forEach((bound, k) => { bound[line] = told.toll[k] ?? -1; });
    return { tolls: { [toll]: told.toll }, toll_words: { [toll]: told.words } };
  };
}

/** Whether a claim was surely made by a day. */
const isKnown = ({ days, last }, k, day) => days[k] && last[k] <= day;

/** The claims on the incident of a line, those that were known by a day if one is given. */
function knownOf(lens, line, day) {
  const found = [];
  for (let k = lens.from[line]; k < lens.from[line + 1]; k++) if (day == null || isKnown(lens, k, day)) found.push(k);
  return found;
}

/** One incident as they have it who are asked. */
function see(lens, lines, line, { according, party, known }) {
  const all = knownOf(lens, line, null), now = known == null ? all : all.filter((k) => isKnown(lens, k, known));
  const live = known == null ? now : heard(lens, now);
  const [verdict, mine] = according ? verdictBy(lens, now, { according, party }) : [0, []];
  lines.verdict[line] = verdict;
  if (known != null) {
    lines.disputed[line] = isContested(lens, live) ? 1 : 0;
    if (!now.length) lines.unheard[line] = all.some((k) => lens.days[k]) ? LATER : UNSAID;
  }
  if (!all.some((k) => lens.own[k])) return;
  for (const part of PARTS) {
    const told = stated(lens, mine, part) || (known == null ? null : claimedThen(lens, live, part));
    if (told) lines.texts.set(line, changed(lines.texts.get(line) || {}, PUT[part](lines, line, told)));
  }
}

/** What is said of an incident with what is said otherwise: of tolls only those that are named. */
export const changed = (entry, change) => ({ ...entry, ...change,
  ...Object.fromEntries(['tolls', 'toll_words'].filter((name) => entry[name] || change[name])
    .map((name) => [name, { ...entry[name], ...change[name] }])) });

/** The places of some lines in the order of time, then of rows. */
function timeOrder(lines, chosen) {
  const byRow = Uint32Array.from(sortedBy(gathered(lines.rows, chosen)), (k) => chosen[k]);
  return Uint32Array.from(sortedBy(gathered(lines.start, byRow)), (k) => byRow[k]);
}

/** The lines of each fate: shown, undated, unplaced; those that nobody had told by then, and those of no known day. */
function fatesOf(lines) {
  const found = { shown: [], undated: [], unplaced: [], later: [], unsaid: [] };
  for (let line = 0; line < lines.size; line++) {
    const fate = lines.unheard[line] === LATER ? 'later' : lines.unheard[line] === UNSAID ? 'unsaid'
      : !lines.dated[line] ? 'undated' : lines.placed[line] ? 'shown' : 'unplaced';
    found[fate].push(line);
  }
  return Object.fromEntries(Object.entries(found).map(([name, some]) => [name, timeOrder(lines, some)]));
}

/** The marks of some lines in the order of the first incident there, and which of them each line has. */
function marksSeen(lines, shown, { marks }) {
  const known = new Map(), ofBase = new Int32Array(marks.n).fill(-1), mark = new Int32Array(shown.length);
  const first = [], metres = [];
  const pointOf = (line) => `${lines.x[line]} ${lines.y[line]} ${lines.spot[line]}`;
  for (const line of lines.mark.keys()) {          // a mark that somebody moves to may be one of the atlas's own
    if (lines.mark[line] < 0 && lines.placed[line]) known.set(pointOf(line), -1);
  }
  for (let i = 0; i < shown.length; i++) {
    const line = shown[i], base = lines.mark[line], key = known.size ? pointOf(line) : null, shared = known.has(key);
    let m = shared ? known.get(key) : ofBase[base];
    if (m < 0) {
      m = first.push(line) - 1;
      metres.push(0);
      if (shared) known.set(key, m); else ofBase[base] = m;
    }
    mark[i] = m;
    metres[m] = Math.max(metres[m], lines.metres[line] || 0);
  }
  const of = (values) => Int32Array.from(first, (line) => values[line]);
  return { mark, marks: { count: first.length, x: of(lines.x), y: of(lines.y), site: of(lines.spot),
    precision_m: Float32Array.from(metres) } };
}

/** The island as it is `asked`: according to whom, known on which day; one of them, or both. */
export function throughLens(lens, asked) {
  const { island, model } = lens, { according } = asked;
  lens.lines ||= asTheAtlas(lens);
  const lines = copied(lens.lines);
  const known = asked.known < lens.lastSaid ? asked.known : null;
  const party = island.parties.findIndex(({ id }) => id === according);
  for (let line = 0; line < lines.size; line++) see(lens, lines, line, { according, party, known });
  const { shown, undated, unplaced, later, unsaid } = fatesOf(lines), { mark, marks } = marksSeen(lines, shown, model);
  const rowsOf = (some) => [...gathered(lines.rows, some)];
  const order = Uint32Array.from([...shown, ...undated, ...unplaced, ...later, ...unsaid]);
  for (const line of lines.disputed.keys()) {
    const disputed = Boolean(lines.disputed[line]);
    if (disputed === Boolean(lens.facets.disputed[line])) continue;
    lines.texts.set(line, changed(lines.texts.get(line) || {}, { disputed }));
  }
  const changes = new Map([...lines.texts].map(([line, change]) => [lines.rows[line], change]));
  return { ...island, marks, incidents: incidentsSeen(lines, shown, mark, asked), changes,
    texts: island.texts && textsOf(island.texts, changes), facets: facetsSeen(lens, lines, order, known),
    undated: rowsOf(undated), unplaced: rowsOf(unplaced), later: rowsOf(later), unsaid: rowsOf(unsaid),
    unplaced_days: [...unplaced].map((line) => DAYS.map((day) => lines[day][line])),
    voices: () => voicesOf(lens, order, known), moved: movedOf(lens, lines, shown),
    verdicts: according ? lines.verdict : null };
}

function incidentsSeen(lines, shown, mark, { according }) {
  const at = (name) => gathered(lines[name], shown), start = at('start'), end = at('end');
  const from = (values, less, other) => values.map((day, i) => day - other[i] + less);
  return { count: shown.length, start, days: from(end, 0, start), late: from(end, -1, at('sureStart')),
    early: from(at('sureEnd'), -1, start), kind: at('kind'), mark, disputed: at('disputed'), row: at('rows'),
    ...(according ? { verdict: at('verdict') } : {}) };
}

const textsOf = (texts, changes) => ({ ...texts,
  ...Object.fromEntries([...changes].map(([row, change]) => [row, changed(texts[row], change)])) });

/** Where marks moved from: [place in the model, x, y] of what stands elsewhere in the atlas. */
function movedOf({ lines: base }, lines, shown) {
  const found = [];
  shown.forEach((line, i) => {
    const elsewhere = lines.x[line] !== base.x[line] || lines.y[line] !== base.y[line];
    if (base.placed[line] && elsewhere) found.push([i, base.x[line], base.y[line]]);
  });
  return found;
}

/** What filters ask, of the lines in another order; of claims those that were known. */
function facetsSeen(lens, lines, order, known) {
  const { island, facets } = lens, at = (values) => gathered(values, order), claims = [], counts = [];
  for (const line of order) {
    const here = knownOf(lens, line, known);
    claims.push(...here);
    counts.push(here.length);
  }
  const tolls = TOLLS.flatMap((toll) => BOUNDS.map((bound, b) => [`${toll}_${bound}`, at(lines[toll][b])]));
  const own = Object.entries(facets.own).map(([name, one]) =>
    [name, one && { values: one.values, codes: at(one.codes) }]);
  return { ...island.facets, count: order.length, claims: Int32Array.from(counts),
    said: { count: claims.length, source: gathered(lens.source, claims), stance: gathered(lens.stance, claims) },
    own: Object.fromEntries(own), kind: at(lines.kind), site: at(lines.site), disputed: at(lines.disputed),
    ...Object.fromEntries(tolls), precision_m: precisionsOf(at(lines.metres)),
    searched: () => Array.from(order, (line) => haystackOf(facets, island)[line]) };
}

/** How many independent voices speak of each of some lines, as far as that was known. */
export const voicesOf = (lens, order, known) =>
  Int32Array.from(order, (line) => leastVoices(lens, knownOf(lens, line, known)));

function precisionsOf(metres) {
  const known = new Map(), codes = Int32Array.from(metres, (value) => {
    if (!known.has(value)) known.set(value, known.size);
    return known.get(value);
  });
  return { values: [...known.keys()].map((value) => (Number.isNaN(value) ? null : value)), codes };
}
