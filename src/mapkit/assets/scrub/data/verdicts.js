// What somebody says of an incident, all in all, as `mapkit.verdicts` has it. Claims are their places in the lens. Of
// most incidents the stances alone tell, which are a bit each; only of others claims are compared.

import { NEVER } from '../constants.js';
import { leastOrigins, STANCE_IDS, UNDENIED } from './asked.js';
import { copyList, knownOf, ofParty } from './claim_list.js';
import { leastVoices } from './voices.js';

const [REPORTS, CONFIRMS, DISPUTES, DENIES, WITHDRAWS] = STANCE_IDS.keys();
const VERDICTS = ['reports', 'disputes', 'denies', 'contradicts', 'withdrawn', 'silent'];
export const VERDICT_WORDS = ['reported', 'disputed', 'denied', 'reported and denied', 'withdrawn', 'not spoken of'];
const [IS_REPORTED, IS_DISPUTED, IS_DENIED, CONTRADICTS, IS_WITHDRAWN, IS_SILENT] = VERDICTS.keys();

// In a list: who is against comes first.
const RANKS = [IS_DENIED, CONTRADICTS, IS_DISPUTED, IS_REPORTED, IS_WITHDRAWN, IS_SILENT];
export const rankOf = (verdict) => RANKS.indexOf(verdict);
export const wordsOfRank = (rank) => VERDICT_WORDS[RANKS[rank]];

/** Whether a verdict speaks against an incident, and whether it speaks of it. */
export const isAgainst = (verdict) => verdict === IS_DISPUTED || verdict === IS_DENIED || verdict === CONTRADICTS;
export const isDenial = (verdict) => verdict === IS_DENIED;
export const isSpoken = (verdict) => verdict < IS_WITHDRAWN;

// Which stances there are among claims, a bit each.
const BACK = 1 << WITHDRAWS;
const REPORT = 1 << REPORTS | 1 << CONFIRMS;
const AGAINST_IT = 1 << DISPUTES | 1 << DENIES;

// What was told by a day.
export const UNTOLD = 0;
const TOLD = 1;
export const CONTESTED = 2;

/** Whose own day, place and toll count: who denies it has none. */
const isStated = ({ stance }, k) => stance[k] === REPORTS || stance[k] === CONFIRMS || stance[k] === DISPUTES;

function stancesAmong({ stance }, { n, at }) {
  let found = 0;
  for (let i = 0; i < n; i++) found |= 1 << stance[at[i]];
  return found;
}

const surelyLater = ({ first, last }, one, than) => last[one] !== NEVER && last[than] !== NEVER
  && first[one] > last[than];

function isTakenBack(lens, { n, at }, k) {
  const { stance, source } = lens;
  for (let i = 0; i < n; i++) {
    const back = at[i];
    if (stance[back] === WITHDRAWS && source[back] === source[k] && !surelyLater(lens, k, back)) return true;
  }
  return false;
}

/** Leave in a list what its sources did not take back: all that they had not surely said later. */
export function hear(lens, list) {
  if (!(stancesAmong(lens, list) & BACK)) return;
  const { kept } = lens.lists;
  kept.n = 0;
  for (let i = 0; i < list.n; i++) {
    const k = list.at[i];
    if (lens.stance[k] !== WITHDRAWS && !isTakenBack(lens, list, k)) kept.at[kept.n++] = k;
  }
  copyList(kept, list);
}

/** The stances of the claims on the incident of a line that were surely made by a day. */
function stancesBy({ from, last, stance }, line, day) {
  let found = 0;
  for (let k = from[line]; k < from[line + 1]; k++) if (last[k] <= day) found |= 1 << stance[k];
  return found;
}

/** The same of a party's. */
function stancesOfParty({ from, last, stance, source, partyOf }, line, day, party) {
  let found = 0;
  for (let k = from[line]; k < from[line + 1]; k++) {
    if (last[k] <= day && partyOf[source[k]] === party) found |= 1 << stance[k];
  }
  return found;
}

/** Whether by a day anybody had told, and whether somebody had disputed or denied it without taking that back. */
export function heardBy(lens, line, day) {
  const { live } = lens.lists;
  let stances = stancesBy(lens, line, day);
  if (stances & BACK) {
    knownOf(lens, line, day, live);
    hear(lens, live);
    stances = BACK | stancesAmong(lens, live);
  }
  return stances & AGAINST_IT ? CONTESTED : stances ? TOLD : UNTOLD;
}

/** The stances of those claims that none is surely later than. */
function latestStances({ first, last, stance }, { n, at }) {
  let day = -Infinity, found = 0;
  for (let i = 0; i < n; i++) if (last[at[i]] !== NEVER && first[at[i]] > day) day = first[at[i]];
  for (let i = 0; i < n; i++) if (last[at[i]] >= day) found |= 1 << stance[at[i]];
  return found;
}

const verdictOfStances = (stances) => (stances & 1 << DENIES ? (stances & REPORT ? CONTRADICTS : IS_DENIED)
  : stances & 1 << DISPUTES ? IS_DISPUTED : IS_REPORTED);

// What these stances come to whichever was the latest; -1 where that matters.
const AT_ONCE = Int8Array.from({ length: 1 << STANCE_IDS.length }, (_, stances) => (!stances ? IS_SILENT
  : stances & BACK ? -1 : !(stances & AGAINST_IT) || !(stances & (stances - 1)) ? verdictOfStances(stances) : -1));

/** What the claims of one party, or of one source, on one incident come to; what was taken back leaves the list. */
function verdictOf(lens, list) {
  const verdict = AT_ONCE[stancesAmong(lens, list)];
  if (verdict >= 0) return verdict;
  hear(lens, list);
  return list.n ? verdictOfStances(latestStances(lens, list)) : IS_WITHDRAWN;
}

/** What is left when anybody's denial counts: the strongest verdict of any party; a source of none is one. */
function undenied(lens, claims) {
  const { source, sideOf, lists: { side } } = lens;
  let found = 0;
  for (let i = 0; i < claims.n; i++) {
    const own = sideOf[source[claims.at[i]]];
    side.n = 0;
    for (let j = 0; j < claims.n; j++) if (sideOf[source[claims.at[j]]] === own) side.at[side.n++] = claims.at[j];
    found |= 1 << verdictOf(lens, side);
  }
  if (found & (1 << IS_DENIED | 1 << CONTRADICTS)) return IS_DENIED;
  return [IS_DISPUTED, IS_REPORTED, IS_WITHDRAWN].find((verdict) => found & 1 << verdict) ?? IS_SILENT;
}

function voicedBy(lens, claims, least) {
  const { mine } = lens.lists;
  copyList(claims, mine);
  hear(lens, mine);
  let n = 0;
  for (let i = 0; i < mine.n; i++) if (1 << lens.stance[mine.at[i]] & REPORT) mine.at[n++] = mine.at[i];
  mine.n = n;
  return n >= least && leastVoices(lens, mine) >= least ? IS_REPORTED : IS_SILENT;
}

/** A function from a line to the verdict of those who are asked, by a day. */
export function judgeOf(lens, { according, party, day }) {
  const least = leastOrigins(according), { now, mine } = lens.lists;
  if (least != null) {
    return (line) => { knownOf(lens, line, day, now); return voicedBy(lens, now, least); };
  }
  const anybody = according === UNDENIED;
  return (line) => {
    const verdict = AT_ONCE[anybody ? stancesBy(lens, line, day) : stancesOfParty(lens, line, day, party)];
    if (verdict >= 0) return verdict;
    knownOf(lens, line, day, now);
    if (anybody) return undenied(lens, now);
    ofParty(lens, now, party, mine);
    return verdictOf(lens, mine);
  };
}

/** Whether one claim comes after another: by its last day, its first, its place in the file. */
function isAfter({ first, last, own }, k, than) {
  if (than < 0) return true;
  if (last[k] === NEVER || last[than] === NEVER) {
    if (last[k] !== last[than]) return last[than] === NEVER;
  } else if (last[k] !== last[than]) return last[k] > last[than];
  else if (first[k] !== first[than]) return first[k] > first[than];
  return own.told[own.at[k] - 1].place > own.told[own.at[than] - 1].place;
}

/** What the latest claim of a list says that says something of its own in a part; of one day the later in the file. */
export function stated(lens, { n, at }, part) {
  const { own } = lens;
  let found = -1;
  for (let i = 0; i < n; i++) {
    const k = at[i];
    if (own.at[k] && own.told[own.at[k] - 1][part] && isStated(lens, k) && isAfter(lens, k, found)) found = k;
  }
  return found < 0 ? null : own.told[own.at[found] - 1][part];
}

/** What was claimed by then, unless somebody had said by then what the incident says now. */
export function claimedThen(lens, live, part) {
  const { own } = lens;
  for (let i = 0; i < live.n; i++) {
    const k = live.at[i];
    if (!isStated(lens, k)) continue;
    const told = own.at[k] && own.told[own.at[k] - 1][part];
    if (!told || told.same) return null;
  }
  return stated(lens, live, part);
}
