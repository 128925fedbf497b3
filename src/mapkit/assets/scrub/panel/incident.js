// What the card of an incident says: the incident first, then who says what, then how it is known.

import { columnWords, lensWords } from '../data/asked_words.js';
import { windowWords } from '../data/days.js';
import { pointOf } from '../data/model.js';
import { VERDICT_WORDS } from '../data/verdicts.js';
import { button, capital, coordinateWords, el, precisionWords, text } from '../dom.js';
import { correctThis } from '../edit/correct.js';
import { spotName } from '../map/hit_test.js';
import { notchSign, swatch } from '../map/shapes.js';
import { goTo } from '../navigate.js';
import { numberWords } from '../numbers.js';
import { labelsIn } from '../sentence.js';
import { verdictOfRow } from '../verdict_counts.js';
import { claimRows, sidesInShort } from './claims.js';
import { openSpots } from './panel.js';
import { localLine } from './places.js';
import { onlyPossible } from './row.js';
import { sourceWordsOf, tollWords } from './sources_of.js';
import { stateStrip } from './state_strip.js';
import { verdictSwatch } from './verdict_signs.js';

export const definition = (key, value) =>
  el('div', {}, el('dt', { dir: 'auto' }, key), el('dd', { dir: 'auto' }, value));

/** An incident of a large atlas: what the page knows before its texts come, or for good where nobody can be asked. */
export function bareIncident(app, i) {
  const { model, kinds, options } = app, kind = i == null ? null : kinds[model.kind[i]];
  return [
    i == null ? null : el('p', { class: 'mk-when' }, el('strong', {}, windowWords([model.start[i], model.end[i]]))),
    kind ? el('p', { class: 'mk-chips' }, el('span', { class: 'mk-chip' }, swatch(kind), text(kind.label))) : null,
    options.requestTexts ? null
      : el('p', { class: 'mk-soft' }, 'Its texts are not in this file: the atlas has too many incidents.'),
  ];
}

/**
 * All that is said of an incident but its title. `i` is its place in the model, null where it is not on the map; `days`
 * are its own (`daysOf`), null without a date.
 */
export function incidentParts(app, row, entry, { i, days }) {
  const kind = app.kinds[entry.kind], site = entry.site == null ? null : app.sites[entry.site];
  const claims = claimRows(app, entry, kind), strip = site && !app.cubes ? stateStrip(app, site, days) : null;
  return [
    el('p', { class: 'mk-when' }, el('strong', {}, entry.when_words),
      entry.basis_words && entry.when_basis !== 'stated' ? `, ${entry.basis_words}` : null),
    ...whereLines(app, entry, i, site),
    el('p', { class: 'mk-chips' },
      entry.disputed ? el('span', { class: 'mk-tag' }, notchSign(), 'disputed') : null,
      onlyPossible(app, days) ? el('span', { class: 'mk-tag mk-tag-possible' }, 'may have been at another time') : null,
      kind ? el('span', { class: 'mk-chip' }, swatch(kind, entry.disputed), text(kind.label)) : null,
      el('span', { class: 'mk-soft' }, sourceWordsOf(entry))),
    verdictLine(app, row, kind), sidesInShort(entry, kind),
    tollWords(entry) ? el('p', { class: 'mk-toll' }, capital(tollWords(entry))) : null,
    entry.text ? el('p', { class: 'mk-text', dir: 'auto' }, entry.text) : null,
    entry.quote ? el('blockquote', { dir: 'auto' }, entry.quote) : null,
    claims ? el('h3', { class: 'mk-label' }, 'Who says what') : null, claims,
    strip ? el('h3', { class: 'mk-label' }, 'The place, before and after') : null, strip,
    ...howKnown(entry, site), details(app, row, entry, i, site),
    el('p', { class: 'mk-actions' }, days ? goThere(app, row, days) : null, correctThis(app, row, entry.id)),
  ];
}

/** What they say of it who are asked. */
function verdictLine(app, row, kind) {
  const verdict = verdictOfRow(app, row), { according } = app.state.asked;
  if (verdict == null || !kind) return null;
  return el('p', { class: 'mk-verdict' }, verdictSwatch(kind, verdict),
    `According to ${lensWords(according, labelsIn(app).party, numberWords)}: ${VERDICT_WORDS[verdict]}`);
}

/** The place of an incident, which opens the place; a point of its own by its coordinates; "" for none. */
function placeLink(app, { site }, i) {
  if (app.cubes) return site == null ? null : text(spotName(app, { site }));
  const m = i == null ? -1 : app.model.mark[i];
  if (site == null && m < 0) return el('span', {}, 'no place known');
  const spot = site == null ? { site: -1, marks: [m] } : { site, marks: app.sites[site].marks.slice() };
  return button('', { text: spotName(app, spot), dir: 'auto', class: 'mk-link', 'data-key': 'place',
    on: { click: (event) => openSpots(app, [spot], event) } });
}

/** The place with how well it is known; below it, in grey, its names in the atlas's own languages. */
function whereLines(app, entry, i, site) {
  const known = entry.precision_m ?? site?.precision_m;
  return [
    el('p', { class: 'mk-where' }, placeLink(app, entry, i),
      known ? el('span', { class: 'mk-soft' }, ` \u00b7 ${precisionWords(known).replace(/^place /, '')}`) : null),
    site ? localLine(app, { site: site.index }) : null,
  ];
}

const goThere = (app, row, { start, end }) => button('', { text: 'Go to this date', class: 'mk-link mk-go',
  'data-key': `go-${row}`, on: { click: () => {
    app.state.row = row;
    goTo(app, [start, end], true);
  } } });

/** How the date, the place and the toll are known, in sentences. */
function howKnown({ notes = {}, basis_words: basis, precision_m: metres, voices }, site) {
  const place = metres ?? site?.precision_m;
  const rivals = (site?.rivals || []).map((one) =>
    `Another reading: ${[coordinateWords(one.lat, one.lon), one.source, one.note].filter(Boolean).join('; ')}`);
  const known = {
    'The date': [basis ? capital(basis) : '', notes['The date']],
    'The place': [notes['The place'], place || site ? capital(precisionWords(place)) : '', ...rivals],
    'The toll': [notes['The toll']],
  };
  const told = Object.entries(known).map(([what, parts]) => [what, parts.filter(Boolean).map(sentence).join(' ')])
    .filter(([, words]) => words);
  const joined = oneVoice(voices);
  if (!told.length && !joined) return [];
  return [el('h3', { class: 'mk-label' }, 'How do we know'), ...told.map(([what, words]) =>
    el('p', { class: 'mk-known', dir: 'auto' }, el('strong', {}, `${what}. `), words)), joined];
}

/** Which sources are one voice, or may be, and why: who repeats whom, one publisher, one party, words alike. */
function oneVoice({ words, joined = [] } = {}) {
  if (!joined.length) return null;
  return el('div', { class: 'mk-known mk-voices' }, el('p', {}, el('strong', {}, 'The sources. '),
    `${capital(words)}: those named together are one voice, or may be.`),
  el('ul', {}, joined.map(({ sources, why }) => el('li', {}, text(sources.join('; ')),
    el('ul', {}, why.map((one) => el('li', { class: 'mk-soft', dir: 'auto' }, one)))))));
}

const sentence = (words) => (/[.!?…]["”’)]?$/.test(words) ? words : `${words}.`);

/** What few look for: id, date as written, coordinates, layer, locators, columns of the atlas's own. */
function details(app, row, entry, i, site) {
  const { model, island } = app, layer = site && (island.layers || []).find(({ id }) => id === site.layer);
  const at = i != null && !app.cubes ? pointOf(model, model.mark[i]) : site?.lon != null ? [site.lat, site.lon] : null;
  const facts = [
    ['Id', entry.id], ['Date as written', entry.when], ['Layer', layer ? layer.label : site?.layer],
    ['Coordinates', at && coordinateWords(...at)], ['Coordinates from', site?.coordinate_source],
    ...Object.entries(entry.own || {}).map(([name, value]) => [capital(columnWords(name)), value]),
    ...(entry.claims || []).map((claim) => [`In ${claim.publisher || claim.source}`, claim.locator]),
  ].filter(([, value]) => value != null && value !== '');
  return el('details', { class: 'mk-facts' }, el('summary', { 'data-key': `details-${row}` }, 'Details'),
    el('dl', { class: 'mk-own' }, facts.map(([key, value]) => definition(key, String(value)))));
}
