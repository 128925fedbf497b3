// The island as one party has it, or as it was known on a day: another island, which the page reads like the first.
//
// Incidents keep their row; what is said of them by those who are asked stands in the place of what the atlas says. The
// files stay as they are. `mapkit.store.lens` makes the same of tables. A million incidents are seen in a tenth of a
// second: nothing is made for a line of which nothing is said otherwise, and columns that nobody changes are shared.

import { NEVER } from '../constants.js';
import { copyList, knownOf, ofParty } from './claim_list.js';
import { BOUNDS, haystackOf, TOLLS } from './facets.js';
import { lineOfRow, PARTS } from './lens_claims.js';
import {
  asTheAtlas, changed, DAYS, IS_LATER, IS_UNSAID, loosen, newLines, putOtherwise, textOfPart,
} from './lens_lines.js';
import { fateOf, fatesOf, homeOf } from './lens_order.js';
import { gathered, lazily } from './model.js';
import { claimedThen, CONTESTED, hear, heardBy, judgeOf, stated, UNTOLD } from './verdicts.js';
import { leastVoices } from './voices.js';

/** The lines of the atlas itself, made for the first lens. */
export const atlasLines = (lens) => { lens.atlas ||= asTheAtlas(lens); return lens.atlas; };

/** The island as it is `asked`: according to whom, known on which day; one of them, or both. */
export function throughLens(lens, { according, known }) {
  const { island } = lens, party = island.parties.findIndex(({ id }) => id === according);
  const asked = { according, party: party < 0 ? NEVER : party, day: known < lens.lastSaid ? known : NEVER };
  const lines = newLines(atlasLines(lens));
  if (according) judge(lens, lines, asked);
  if (asked.day !== NEVER) recall(lens, lines, asked.day);
  putAll(lens, lines, asked);
  const fates = fatesOf(lines), { shown, undated, unplaced, later, unsaid } = fates;
  const { mark, marks } = marksSeen(lens, lines, fates), rowsOf = (some) => gathered(lines.rows, some);
  const every = [shown, undated, unplaced, later, unsaid], order = () => (fates.asBefore ? lines.every : joined(every));
  return { ...island, marks, incidents: incidentsSeen(lens, lines, fates, mark, according),
    ...changesSeen(lens, lines, asked), facetsSeen: () => facetsSeen(lens, lines, fates, order, asked.day),
    undated: [...rowsOf(undated)], unplaced: [...rowsOf(unplaced)], later: rowsOf(later), unsaid: rowsOf(unsaid),
    unplaced_days: Array.from(unplaced, (line) => DAYS.map((day) => lines[day][line])),
    voices: () => voicesOf(lens, order(), asked.day), moved: movedOf(lines, shown), verdicts: lines.verdict };
}

/** What they say of each incident who are asked. */
function judge(lens, lines, asked) {
  const verdict = lines.verdict = new Uint8Array(lines.size), verdictOn = judgeOf(lens, asked);
  for (let line = 0; line < lines.size; line++) verdict[line] = verdictOn(line);
}

/** Of which incidents nobody had told by a day, and which were disputed then. */
function recall(lens, lines, day) {
  const { from, last } = lens, { size, shown } = lines, unheard = new Uint8Array(size), disputed = new Uint8Array(size);
  for (let line = 0; line < size; line++) {
    const heard = heardBy(lens, line, day);
    if (heard === CONTESTED) disputed[line] = 1;
    if (heard !== UNTOLD) continue;
    unheard[line] = IS_UNSAID;
    for (let k = from[line]; k < from[line + 1]; k++) if (last[k] !== NEVER) unheard[line] = IS_LATER;
    if (line >= shown) loosen(lines, line);        // those of several fates are in no order of time
  }
  Object.assign(lines, { unheard, disputed });
}

/** Put all that is said otherwise into its lines. */
function putAll(lens, lines, asked) {
  const { own } = lens;
  if (asked.party === NEVER && asked.day === NEVER) return;
  own.lines.forEach((line, k) => {
    eachTold(lens, line, own.parts[k], asked, (part, told) => putOtherwise(lines, line, part, told));
    if (fateOf(lines, line) !== homeOf(lines, line)) loosen(lines, line);
  });
}

/** Hear what those who are asked, or those who had spoken by the day, say otherwise of the incident of a line. */
function eachTold(lens, line, parts, { party, day }, tell) {
  const { now, live, mine } = lens.lists;
  knownOf(lens, line, day, now);
  ofParty(lens, now, party, mine);
  hear(lens, mine);
  copyList(now, live);
  if (day !== NEVER) hear(lens, live);
  for (const part of parts) {
    const told = (mine.n && stated(lens, mine, part)) || (day === NEVER ? null : claimedThen(lens, live, part));
    if (told) tell(part, told);
  }
}

/** The marks of what is shown in the order of the first incident there, and which of them each incident has. */
function marksSeen(lens, lines, { shown, asBefore }) {
  const { places, place, precision, atlas } = lines, { model } = lens;
  const metresOf = Float32Array.from(lines.metres, (one) => one || 0);
  if (asBefore && place === atlas.place && precision === atlas.precision) {
    const { n: count, precision: precision_m } = model.marks, at = (values) => values.subarray(0, count);
    return { mark: model.mark, marks: { count, x: at(places.x), y: at(places.y), site: at(places.site), precision_m } };
  }
  const ofPlace = new Int32Array(places.x.length).fill(-1), mark = new Int32Array(shown.length);
  const first = new Uint32Array(places.x.length), metres = new Float32Array(places.x.length);
  let count = 0;
  for (let i = 0; i < shown.length; i++) {
    const line = shown[i], at = place[line], coarse = metresOf[precision[line]];
    let m = ofPlace[at];
    if (m < 0) { m = ofPlace[at] = count++; first[m] = at; }
    if (coarse > metres[m]) metres[m] = coarse;
    mark[i] = m;
  }
  const taken = first.subarray(0, count);
  return { mark, marks: { count, x: gathered(places.x, taken), y: gathered(places.y, taken),
    site: gathered(places.site, taken), precision_m: metres.subarray(0, count) } };
}

/** The columns of what is shown, as the model has them; `like` is the model with the same days in the same order. */
function incidentsSeen({ model }, lines, { shown, asBefore }, mark, according) {
  const at = (name) => (asBefore ? lines[name].subarray(0, shown.length) : gathered(lines[name], shown));
  return { count: shown.length, ...Object.fromEntries(DAYS.map((day) => [day, at(day)])), kind: at('kind'), mark,
    disputed: at('disputed'), row: at('rows'), oneDay: model.oneDay && lines.end === lines.atlas.end,
    like: asBefore ? model : null, ...(according ? { verdict: at('verdict') } : {}) };
}

/** What cards tell otherwise, by row, and the texts with it where they are here. */
function changesSeen(lens, lines, asked) {
  const ofLine = (line) => {
    let found = null;
    eachTold(lens, line, PARTS, asked, (part, told) => { found = changed(found || {}, textOfPart(part, told)); });
    const disputed = Boolean(lines.disputed[line]);
    return disputed === Boolean(lines.atlas.disputed[line]) ? found : changed(found || {}, { disputed });
  };
  const get = (row) => { const line = lineOfRow(lens, row); return line < 0 ? null : ofLine(line); };
  const { texts } = lens.island, told = texts && Array.from(lines.rows, (row, line) => [row, ofLine(line)]);
  return { changes: { get }, texts: texts && { ...texts, ...Object.fromEntries(told.filter(([, change]) => change)
    .map(([row, change]) => [row, changed(texts[row], change)])) } };
}

/** Where marks moved from: [place in the model, x, y] of what stands elsewhere in the atlas. */
function movedOf({ atlas, place, places: { x, y } }, shown) {
  const found = [];
  if (place === atlas.place) return found;
  for (let i = 0; i < shown.length; i++) {
    const now = place[shown[i]], before = atlas.place[shown[i]];
    if (before >= 0 && now !== before && (x[now] !== x[before] || y[now] !== y[before])) {
      found.push([i, x[before], y[before]]);
    }
  }
  return found;
}

/** What filters ask, of the lines in another order; of claims those that were known. Each is made when it is asked. */
function facetsSeen(lens, lines, { asBefore }, order, day) {
  const { island, facets } = lens, at = (values) => (asBefore ? values : gathered(values, order()));
  const found = { ...facets, texts: null, voices: null, haystack: null,
    searched: () => Array.from(order(), (line) => haystackOf(facets, island)[line]) };
  const tollsAt = (toll) => BOUNDS.map((bound) => at(lines[`${toll}_${bound}`]));
  const ownAt = ([name, one]) => [name, one && { ...one, codes: at(one.codes) }];
  for (const name of ['rows', 'kind', 'site', 'disputed']) lazily(found, name, () => at(lines[name]));
  for (const toll of TOLLS) lazily(found, toll, () => tollsAt(toll));
  lazily(found, 'precision', () => ({ values: lines.metres, codes: at(lines.precision) }));
  lazily(found, 'own', () => Object.fromEntries(Object.entries(facets.own).map(ownAt)));
  lazily(found, 'said', () => (asBefore && day === NEVER ? facets : claimsSeen(lens, order(), day)));
  for (const name of ['from', 'source', 'stance']) lazily(found, name, () => found.said[name]);
  return found;
}

/** The claims of lines in another order: where those of each begin, their sources and stances. */
function claimsSeen(lens, order, day) {
  const { source, stance, lists: { now } } = lens, from = new Uint32Array(order.length + 1);
  const chosen = new Uint32Array(source.length);
  for (let i = 0; i < order.length; i++) {
    knownOf(lens, order[i], day, now);
    for (let k = 0; k < now.n; k++) chosen[from[i] + k] = now.at[k];
    from[i + 1] = from[i] + now.n;
  }
  const claims = chosen.subarray(0, from[order.length]);
  return { from, source: gathered(source, claims), stance: gathered(stance, claims) };
}

/** How many independent voices speak of each of some lines, as far as that was known. */
export const voicesOf = (lens, order, day = NEVER) => Int32Array.from(order, (line) => {
  knownOf(lens, line, day, lens.lists.now);
  return leastVoices(lens, lens.lists.now);
});

function joined(lists) {
  const found = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of lists) { found.set(one, at); at += one.length; }
  return found;
}
