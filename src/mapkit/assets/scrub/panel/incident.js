// One incident in the panel, with who says what.

import { windowWords } from '../data/days.js';
import { daysOf } from '../data/model.js';
import { button, capital, el, link, text } from '../dom.js';
import { spotName } from '../map/hit_test.js';
import { notchSign, swatch } from '../map/shapes.js';
import { goTo } from '../navigate.js';
import { linkToThis } from './link_to_this.js';
import { correctThis } from '../edit/correct.js';

export function listTools(panel, again) {
  return el('div', { class: 'mk-tools' },
    toggle(panel.newest ? 'Order: newest first' : 'Order: oldest first', 'order',
      () => { panel.newest = !panel.newest; again(); }),
    toggle(panel.allDates ? 'Dates: all' : 'Dates: this window', 'dates',
      () => { panel.allDates = !panel.allDates; again(); }));
}

const toggle = (label, key, click) =>
  button(label, { text: label, class: 'mk-toggle', 'data-key': `toggle-${key}`, on: { click } });

export const definition = (key, value) =>
  el('div', {}, el('dt', { dir: 'auto' }, key), el('dd', { dir: 'auto' }, value));

export function sourceWords(source) {
  return [source.url ? link(source.url, source.title) : text(source.title || ''),
    source.publisher ? ', ' : null, source.publisher ? text(source.publisher) : null,
    source.party_label ? el('span', { class: 'mk-party', dir: 'auto' }, source.party_label) : null].filter(Boolean);
}

/** An incident of a large atlas: what the page knows before its texts come, or for good where nobody can be asked. */
function bareCard(app, i) {
  const { model, kinds, options } = app, kind = i == null ? null : kinds[model.kind[i]];
  return el('article', { class: 'mk-incident' },
    i == null ? null : el('p', { class: 'mk-when' }, windowWords([model.start[i], model.end[i]])),
    kind ? el('p', { class: 'mk-chips' }, el('span', { class: 'mk-chip' }, swatch(kind), text(kind.label))) : null,
    options.requestTexts ? null
      : el('p', { class: 'mk-soft' }, 'Its texts are not in this file: the atlas has too many incidents.'));
}

/** One incident. Without its text yet (large atlases) it says the dates that the page knows. */
export function incidentCard(app, row, entry, i, elsewhere) {
  const { model } = app;
  return entry ? entryCard(app, row, entry, i == null ? null : daysOf(model, i), elsewhere)
    : bareCard(app, i);
}

/** One incident with its texts; `days` are its own (`daysOf`), null without a date. */
export function entryCard(app, row, entry, days, elsewhere) {
  const kind = app.kinds[entry.kind], site = elsewhere && entry.site != null ? app.sites[entry.site] : null;
  const linked = app.state.incident === entry.id;
  return el('article', { class: `mk-incident${linked ? ' mk-linked' : ''}`, 'data-id': entry.id, 'data-row': row },
    el('p', { class: 'mk-when' }, el('span', {}, entry.when_words), ' ',
      entry.basis_words && entry.when_basis !== 'stated' ? el('span', { class: 'mk-soft' }, entry.basis_words) : null),
    el('h3', { class: 'mk-incident-title', dir: 'auto' }, entry.title),
    el('p', { class: 'mk-chips' }, kind ? el('span', { class: 'mk-chip' }, swatch(kind), text(kind.label)) : null,
      entry.disputed ? el('span', { class: 'mk-badge' }, notchSign(), text('Disputed')) : null,
      onlyPossible(app, days) ? el('span', { class: 'mk-badge mk-quiet' }, 'May have been at another time') : null,
      site ? el('span', { class: 'mk-chip', dir: 'auto' }, spotName(app, { site: site.index })) : null),
    entry.text ? el('p', { class: 'mk-text', dir: 'auto' }, entry.text) : null,
    entry.quote ? el('blockquote', { dir: 'auto' }, entry.quote) : null,
    tollLine(entry.toll_words), claimList(entry.claims), ownColumns(entry),
    days ? button('', { text: 'Go to this date', class: 'mk-link mk-go', 'data-key': `go-${row}`, on: { click: () => {
      app.state.row = row;
      goTo(app, [days.start, days.end], true);
    } } }) : null, linkToThis(app, row, entry.id), correctThis(app, row, entry.id));
}

/** Whether it may have been in the window, and nobody can tell that it was. */
const onlyPossible = ({ state: { window: [start, end] } }, days) => days && days.start < end && days.end > start
  && !(days.sureStart < end && days.sureEnd > start);

const tollLine = (words) => words && words.length ? el('p', { class: 'mk-toll' }, capital(words.join(', '))) : null;

function claimList(claims) {
  if (!claims || !claims.length) return null;
  return el('ul', { class: 'mk-claims', 'aria-label': 'Who says so' }, claims.map(claimItem));
}

function claimItem({ stance, source: title, publisher, party_label, url, says, archive_url: copy, locator, said }) {
  const where = [copy ? link(copy, 'archived copy') : null, locator ? text(locator) : null, said ? text(said) : null]
    .filter(Boolean).flatMap((part, place) => (place ? [' \u00b7 ', part] : [part]));
  return el('li', { class: `mk-claim mk-${STANCES[stance] ? stance : 'other'}` },
    el('p', {}, el('strong', {}, STANCES[stance] || stance), ' ', sourceWords({ title, publisher, party_label, url })),
    says ? el('p', { class: 'mk-says', dir: 'auto' }, says) : null,
    where.length ? el('p', { class: 'mk-soft' }, ...where) : null);
}

function ownColumns(entry) {
  const own = Object.entries(entry.own || {}).filter(([, value]) => value != null && value !== '');
  return own.length ? el('dl', { class: 'mk-own' }, own.map(([key, value]) => definition(key, String(value)))) : null;
}

const STANCES = { reports: 'Reports', confirms: 'Confirms', disputes: 'Disputes', denies: 'Denies' };
