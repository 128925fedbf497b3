// Who says what, in the card of an incident: one row a side.

import { bySide } from '../data/claims_by_side.js';
import { el, link, text } from '../dom.js';
import { stanceSign } from '../map/shapes.js';
import { isLater } from '../verdict_counts.js';

const SAID_OF_IT = {
  reports: 'reports it', confirms: 'confirms it', disputes: 'disputes it', denies: 'denies it',
  withdraws: 'withdraws it',
};
export const UNKNOWN_WHEN = 'not known when said';

/** A stance in words. */
export const stanceWords = (stance) => SAID_OF_IT[stance] || stance;

/** Who is on which side, in short: what a small screen says first. */
export function sidesInShort(entry, kind) {
  const sides = bySide(entry.claims || []);
  if (sides.length < 2) return null;
  return el('ul', { class: 'mk-sides', 'aria-hidden': 'true' }, sides.map((side) => el('li', {},
    kind ? stanceSign(kind, side) : null, el('strong', { dir: 'auto' }, sideName(side)),
    el('span', { class: 'mk-stance' }, side.stances.map(stanceWords).join(', ')))));
}

/** The name of a side: its party, else its source. */
export const sideName = ({ party, claims: [{ party_label: label, publisher, source }] }) =>
  (party ? label || party : publisher || source);

/** The rows of an incident's claims; null where nobody says anything of it. */
export function claimRows(app, entry, kind) {
  const sides = bySide((entry.claims || []).map((claim) => ({ ...claim, later: isLater(app, claim) })));
  if (!sides.length) return null;
  return el('ul', { class: 'mk-claims', 'aria-label': 'Who says what' }, sides.map((side) => sideRow(side, kind)));
}

function sideRow(side, kind) {
  const stances = side.stances.map(stanceWords).join(', ');
  const later = side.claims.every((claim) => claim.later);
  return el('li', { class: `mk-claim${later ? ' mk-later' : ''}`, 'data-side': side.party || null },
    kind ? stanceSign(kind, side) : null,
    el('p', { class: 'mk-side' }, el('strong', { dir: 'auto' }, sideName(side)), ' ',
      el('span', { class: 'mk-stance' }, stances), ' ', side.when == null ? null : whenWords(side.when),
      later ? el('span', { class: 'mk-tag mk-tag-possible' }, 'not known by then') : null),
    side.sources.flatMap((one) => sourceRow(side, one)));
}

const whenWords = (words) => (words ? el('span', { class: 'mk-said' }, words)
  : el('em', { class: 'mk-said' }, UNKNOWN_WHEN));

/** A source with all that it says; where a side has several stances or days, each of its statements tells its own. */
function sourceRow(side, { claims }) {
  const several = side.stances.length > 1;
  return [
    claims.map(({ says, stance, later }) => (says || several ? el('p', { class: `mk-says${later ? ' mk-later' : ''}` },
      several ? el('span', { class: 'mk-stance' }, `${stanceWords(stance)}${says ? ': ' : ''}`) : null,
      says ? text(says) : null) : null)),
    sourceLine(claims[0], side.when == null ? [...new Set(claims.map(({ when }) => when || ''))] : []),
  ].flat();
}

/** Where it was read: the publisher as a link, the title, an archived copy, when it was said. */
function sourceLine({ source: title, publisher, url, archive_url: copy }, whens) {
  const name = publisher || title;
  const parts = [
    [url ? link(url, name) : text(name), publisher && title && title !== publisher ? [', ', text(title)] : null],
    copy ? [link(copy, 'archived copy')] : null,
    ...whens.map((words) => [whenWords(words)]),
  ].filter(Boolean).flatMap((part, at) => (at ? [' \u00b7 ', ...part] : part));
  return el('p', { class: 'mk-source' }, parts.flat());
}

/** A source in a line, with its party. */
export function sourceWords(source) {
  return [source.url ? link(source.url, source.title) : text(source.title || ''),
    source.publisher ? ', ' : null, source.publisher ? text(source.publisher) : null,
    source.party_label ? el('span', { class: 'mk-party', dir: 'auto' }, source.party_label) : null].filter(Boolean);
}
