// What somebody says of an incident, all in all, as `mapkit.verdicts` has it: of claims, by their places in the lens.

import { leastOrigins, STANCE_IDS, UNDENIED } from './asked.js';
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

const isAgainstIt = ({ stance }, k) => stance[k] === DISPUTES || stance[k] === DENIES;
const isReport = ({ stance }, k) => stance[k] === REPORTS || stance[k] === CONFIRMS;

/** Whose own day, place and toll count: who denies it has none. */
const isStated = (lens, k) => isReport(lens, k) || lens.stance[k] === DISPUTES;

/** Whether somebody disputes or denies it. */
export const isContested = (lens, claims) => claims.some((k) => isAgainstIt(lens, k));

const surelyLater = ({ first, last, days }, one, than) => days[one] && days[than] && first[one] > last[than];

/** Claims without those that their source took back: all that it had not surely said later. */
export function heard(lens, claims) {
  const { stance, source } = lens, backs = claims.filter((k) => stance[k] === WITHDRAWS);
  if (!backs.length) return claims;
  return claims.filter((k) => stance[k] !== WITHDRAWS
    && !backs.some((back) => source[back] === source[k] && !surelyLater(lens, k, back)));
}

/** The claims that none is surely later than. */
function latest({ first, last, days }, claims) {
  let day = -Infinity;
  for (const k of claims) if (days[k] && first[k] > day) day = first[k];
  return day === -Infinity ? claims : claims.filter((k) => !days[k] || last[k] >= day);
}

/** What the claims of one party, or of one source, on one incident come to. */
function verdictOf(lens, claims) {
  if (!claims.length) return IS_SILENT;
  const live = heard(lens, claims);
  if (!live.length) return IS_WITHDRAWN;
  const now = latest(lens, live), denied = now.some((k) => lens.stance[k] === DENIES);
  if (denied) return now.some((k) => isReport(lens, k)) ? CONTRADICTS : IS_DENIED;
  return now.some((k) => lens.stance[k] === DISPUTES) ? IS_DISPUTED : IS_REPORTED;
}

/** What is left when anybody's denial counts: the strongest verdict of any party; a source of none is one. */
function undenied(lens, claims) {
  const sides = new Map();
  for (const k of claims) {
    const party = lens.partyOf[lens.source[k]], side = party >= 0 ? party : -1 - lens.source[k];
    if (!sides.has(side)) sides.set(side, []);
    sides.get(side).push(k);
  }
  const found = [...sides.values()].map((side) => verdictOf(lens, side));
  const has = (verdict) => found.includes(verdict);
  if (has(IS_DENIED) || has(CONTRADICTS)) return IS_DENIED;
  return [IS_DISPUTED, IS_REPORTED, IS_WITHDRAWN].find(has) ?? IS_SILENT;
}

/** The verdict of those who are asked, and the claims whose days, places and tolls count beside the atlas's. */
export function verdictBy(lens, claims, { according, party }) {
  if (according === UNDENIED) return [undenied(lens, claims), []];
  const least = leastOrigins(according);
  if (least == null) {
    const theirs = claims.filter((k) => lens.partyOf[lens.source[k]] === party);
    return [verdictOf(lens, theirs), heard(lens, theirs)];
  }
  const reports = heard(lens, claims).filter((k) => isReport(lens, k));
  return [leastVoices(lens, reports) >= least ? IS_REPORTED : IS_SILENT, []];
}

/** What the latest claim says that says something of its own in a part; of one day the later one in the file. */
export function stated(lens, claims, part) {
  const { own, days, first, last } = lens, when = (k) => (days[k] ? [last[k], first[k]] : [-Infinity, -Infinity]);
  let found = null, found_ = null;
  for (const k of claims) {
    if (!own[k]?.[part] || !isStated(lens, k)) continue;
    const now = [...when(k), own[k].place], at = found_ ? now.findIndex((x, i) => x !== found_[i]) : 0;
    if (!found_ || now[at] > found_[at]) { found = own[k][part]; found_ = now; }
  }
  return found;
}

/** What was claimed by then, unless somebody had said by then what the incident says now. */
export function claimedThen(lens, live, part) {
  const told = live.filter((k) => isStated(lens, k));
  if (!told.length || told.some((k) => !lens.own[k]?.[part] || lens.own[k][part].same)) return null;
  return stated(lens, told, part);
}
