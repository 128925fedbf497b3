// Who says what of an incident: its claims by side.

import { STANCE_IDS } from './asked.js';

const AGAINST = new Set(['disputes', 'denies']);

const sourceKey = ({ id, source, publisher, url, published }) =>
  JSON.stringify(id == null ? [source, publisher, url, published] : id);
const sideKey = (claim) => (claim.party ? `party ${claim.party}` : `source ${sourceKey(claim)}`);

/** What was said first comes first; of what nobody dates, last, the order of the file stays. */
const dayOrder = (a, b) => (a.day === b.day ? a.place - b.place : a.day - b.day);

/** Groups of claims by a key, each with the first day that one of its claims was made on, in the order of the file. */
function grouped(claims, keyOf) {
  const found = new Map();
  for (const claim of claims) {
    const key = keyOf(claim);
    if (!found.has(key)) found.set(key, { day: Infinity, place: claim.place, claims: [] });
    const group = found.get(key);
    group.day = Math.min(group.day, claim.day);
    group.claims.push(claim);
  }
  return [...found.values()];
}

/**
 * One row a party, and one a source that has no party: its stances, whether one is against the incident, and its
 * sources, each once, with what they say. Who reports comes before who disputes; among these who spoke first. No side
 * has a rank.
 */
export function bySide(claims) {
  const dated = claims.map((claim, place) => ({ ...claim, place, day: claim.day ?? Infinity }));
  return grouped(dated, sideKey).map((side) => ({
    ...side,
    party: side.claims[0].party || null,
    stances: stancesOf(side.claims),
    against: side.claims.some(({ stance }) => AGAINST.has(stance)),
    when: whenOf(side.claims),
    sources: grouped(side.claims, sourceKey).map((one) => ({ ...one, claims: one.claims.sort(dayOrder) }))
      .sort(dayOrder),
  })).sort((a, b) => a.against - b.against || dayOrder(a, b));
}

/** The stances of some claims, each once, in the order of STANCE_IDS; what is none of these comes last. */
function stancesOf(claims) {
  const found = new Set(claims.map(({ stance }) => stance));
  return [...STANCE_IDS.filter((stance) => found.has(stance)),
    ...[...found].filter((one) => !STANCE_IDS.includes(one))];
}

/** When a side spoke, where all of its claims have the same words for that; else null. */
function whenOf(claims) {
  const found = new Set(claims.map(({ when }) => when || ''));
  return found.size === 1 ? [...found][0] : null;
}
