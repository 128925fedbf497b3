// What is said in an island, claim by claim: by whom, when, what otherwise; read once, for every lens.

import { NEVER } from '../constants.js';
import { newClaims } from './claim_list.js';
import { column } from './columns.js';
import { readFacets, TOLLS } from './facets.js';
import { readVoices } from './voices.js';

export const PARTS = ['when', 'where', 'kind', ...TOLLS];

/** What is said in an island; null where it does not tell. */
export function readLens(island, model) {
  if (!island.lens) return null;
  const facets = readFacets(island, model), { source, stance, partyOf, from } = facets, { points } = island.lens;
  const { count } = island.facets.said, most = mostClaims(from);
  const lists = Object.fromEntries(['now', 'live', 'mine', 'side', 'kept'].map((name) => [name, newClaims(most)]));
  return { island, model, facets, source, stance, partyOf, from, points, ...saidDays(island, count),
    sideOf: partyOf.map((party, k) => (party >= 0 ? party : -1 - k)), own: saidOtherwise(island.lens, from, count),
    voices: readVoices(island.lens, count), lists, atlas: null, lineOf: null, key: keyOf({}) };
}

/** What tells one lens from another. */
export const keyOf = ({ according = null, known = null }) => JSON.stringify([according, known]);

function mostClaims(from) {
  let most = 0;
  for (let line = 0; line + 1 < from.length; line++) most = Math.max(most, from[line + 1] - from[line]);
  return most;
}

/**
 * The first and the last day on which each claim may have been made, the last one `NEVER` where nobody knows; and the
 * first and last day of all that are known.
 */
function saidDays({ lens, buffer }, count) {
  const first = column(lens.first, count, 'lens.first', buffer), days = column(lens.days, count, 'lens.days', buffer);
  const last = new Int32Array(count).fill(NEVER);
  let [firstSaid, lastSaid] = [Infinity, -Infinity];
  for (let k = 0; k < count; k++) {
    if (!days[k]) continue;
    last[k] = first[k] + days[k] - 1;
    if (first[k] < firstSaid) firstSaid = first[k];
    if (last[k] > lastSaid) lastSaid = last[k];
  }
  return { first, last, firstSaid, lastSaid };
}

/**
 * What claims say otherwise, in `told`; the place in it of each claim and one more, 0 for none; the lines with any, and
 * in which parts.
 */
function saidOtherwise({ own }, from, count) {
  const at = new Int32Array(count), told = Object.values(own), lines = [], parts = [];
  Object.keys(own).forEach((k, place) => { at[k] = place + 1; });
  for (let line = 0; line + 1 < from.length; line++) {
    let some = null;
    for (let k = from[line]; k < from[line + 1]; k++) if (at[k]) some = { ...some, ...told[at[k] - 1] };
    if (some) { lines.push(line); parts.push(partsIn(some)); }
  }
  return { at, told, lines, parts };
}

// Which parts there are, one array for all that have the same.
const PART_SETS = new Map();

function partsIn(told) {
  const some = PARTS.filter((part) => told[part]), key = some.join(' ');
  if (!PART_SETS.has(key)) PART_SETS.set(key, some);
  return PART_SETS.get(key);
}

/** The line of an incident, by its row; -1 where there is none. */
export function lineOfRow(lens, row) {
  if (!lens.lineOf) {
    const { rows } = lens.facets;
    lens.lineOf = new Int32Array(rows.reduce((most, one) => Math.max(most, one), -1) + 1).fill(-1);
    for (let line = 0; line < rows.length; line++) lens.lineOf[rows[line]] = line;
  }
  return lens.lineOf[row] ?? -1;
}
