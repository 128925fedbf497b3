// The row of an incident in a list: its mark, its title, when and where, and whether somebody disputes it.

import { windowWords } from '../data/days.js';
import { daysOf } from '../data/model.js';
import { el, text } from '../dom.js';
import { spotName } from '../map/hit_test.js';
import { notchSign } from '../map/shapes.js';
import { openIncident } from './panel.js';
import { lightUp } from './lit.js';
import { sourceWordsOf } from './sources_of.js';
import { verdictSwatch, verdictTag } from './verdict_signs.js';
import { verdictOfRow } from '../verdict_counts.js';

/**
 * A button that opens an incident. `i` is its place in the model, null where it is not on the map; its place is left
 * out where the list is one of a place.
 */
export function incidentRow(app, { row, i, entry, placed = true, focus }) {
  const { model, kinds } = app, kind = kinds[i == null ? entry?.kind : model.kind[i]];
  const verdict = verdictOfRow(app, row);
  const disputed = i == null ? Boolean(entry?.disputed) : Boolean(model.disputed && model.disputed[i]);
  const sure = !onlyPossible(app, i == null ? listedDays(entry) : daysOf(model, i));
  const when = entry ? entry.when_words : i == null ? '' : windowWords([model.start[i], model.end[i]]);
  const meta = [when, placed ? placeName(app, i, entry) : '', entry && sourceWordsOf(entry)]
    .filter(Boolean);
  return el('button', { type: 'button', class: 'mk-item-button', 'data-key': `item-${row}`, 'data-row': row, on: {
    click: (event) => openIncident(app, row, event),
    pointerenter: () => { if (i != null) lightUp(app, { row, marks: new Set([model.mark[i]]) }); },
    ...(focus ? { focus } : {}),
  } },
  kind ? verdictSwatch(kind, verdict, disputed) : null,
  el('span', { class: 'mk-item-title', dir: 'auto' }, entry?.title || kind?.label || ''),
  el('span', { class: 'mk-item-meta' }, meta.flatMap((part, at) => [at ? ' \u00b7 ' : '', text(part)]),
    verdict == null ? disputed ? el('span', { class: 'mk-tag' }, notchSign(), 'disputed') : null
      : verdictTag(verdict),
    sure ? null : el('span', { class: 'mk-tag mk-tag-possible' }, 'possible')));
}

/** The four days of an incident of a page, which have no place in the model; null for any other, or without a date. */
export const listedDays = (entry) => (entry?.start == null ? null : entry);

/** Whether it may have been in the window on one of its days (`daysOf`), and nobody can tell that it was. */
export const onlyPossible = ({ state: { window: [start, end] } }, days) => Boolean(days)
  && days.start < end && days.end > start && !(days.sureStart < end && days.sureEnd > start);

/** The name of an incident's place; nothing where it has only a point. */
export function placeName(app, i, entry) {
  const site = i == null ? entry?.site ?? -1 : app.model.marks.site[app.model.mark[i]];
  return site < 0 ? '' : `${spotName(app, { site })}${app.sites[site].region ? ' (the whole region)' : ''}`;
}

/** A list of rows of a place or a tray. */
export const rowList = (app, label, rows) => el('ul', { class: 'mk-rows', 'aria-label': label,
  on: { pointerleave: () => lightUp(app, null) } }, rows.map((one) => el('li', {}, incidentRow(app, one))));
