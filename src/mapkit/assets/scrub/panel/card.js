// The card of a spot: what the place was, and every incident there.

import { dayWords } from '../data/days.js';
import { daysOf, isCertain, isPossible, pointOf } from '../data/model.js';
import { lastDayOf, OVER } from '../data/standing.js';
import { capital, coordinateWords, el, languageName, plural, precisionWords, text } from '../dom.js';
import { spotName } from '../map/hit_test.js';
import { overlayDates, overlayStanding } from '../map/overlays.js';
import { cellBody, cellState } from './cell_card.js';
import { definition } from './incident.js';
import { listTools } from './list_tools.js';
import { nearList, nearTo } from './near.js';
import { heading, moreButton, renderPanel, spotKey } from './panel.js';
import { localLine } from './places.js';
import { onlyPossible, rowList } from './row.js';
import { followStrips, statesInWords, stateStrip } from './state_strip.js';
import { askTexts, textOf } from './texts.js';

/** Incidents of a spot that pass the filters: all of them, and those in the window (or all dates); of a cell none. */
function incidentsOf(app, spot) {
  if (app.cubes) return { all: [], inside: [], listed: [] };
  const { model, state: { window, certainOnly }, panel } = app, { from, list } = model.ofMark, found = [];
  for (const m of spot.marks) {
    for (let k = from[m]; k < from[m + 1]; k++) if (model.passes[list[k]]) found.push(list[k]);
  }
  const all = [...Uint32Array.from(found).sort()];
  const inside = all.filter((i) => (certainOnly ? isCertain : isPossible)(model, i, window));
  const listed = panel.allDates ? all : inside;
  return { all, inside, listed: panel.newest ? listed.slice().reverse() : listed };
}

export function spotCard(app) {
  const { spots, labels, window } = app.state, { panel } = app;
  const found = spots.map((spot) => incidentsOf(app, spot));
  const entriesOf = (list) => list.map((i) => [app.model.row[i], textOf(app, app.model.row[i]) ? 1 : 0,
    onlyPossible(app, daysOf(app.model, i)) ? 1 : 0]);
  for (const [s, one] of found.entries()) one.near = one.all.length ? [] : nearTo(app, app.sites[spots[s].site]);
  const rows = found.map(({ listed, inside, all, near }, s) => (spots[s].cell ? cellState(app, spots[s])
    : [entriesOf(listed.slice(0, panel.limit)), inside.length, all.length, near.map((one) => one.key)]));
  askTexts(app);
  const dates = spots.map(({ overlay }) => (overlay == null ? '' : overlayDates(app.overlays[overlay], window)));
  const key = JSON.stringify([spots.map(spotKey), labels, panel.newest, panel.allDates, rows, dates]);
  return { key, update: () => followStrips(app), build: () => [
    // several: a quieter title, theirs are larger
    spots.length > 1 ? heading(app, `${spots.length} places here`) : '',
    ...spots.map((spot, i) => spotSection(app, spot, found[i], i, spots.length > 1)),
  ] };
}

function spotSection(app, spot, found, place, many) {
  const name = spotName(app, spot), body = spotBody(app, spot, found);
  if (!many) return el('section', { class: 'mk-spot' }, heading(app, text(name)), body);
  const title = el('h3', { class: 'mk-spot-title', dir: 'auto' }, name);
  const opened = !place || found.all.length || spot.cell || spot.overlay != null;
  if (opened) return el('section', { class: 'mk-spot' }, title, body);
  return el('details', { class: 'mk-spot' }, el('summary', { 'data-key': `spot-${spotKey(spot)}` }, title), body);
}

function spotBody(app, spot, { all, inside, listed, near }) {
  if (spot.cell) return cellBody(app, spot);
  if (spot.overlay != null) return overlayBody(app, spot, app.overlays[spot.overlay]);
  const { panel, model } = app, site = spot.site >= 0 ? app.sites[spot.site] : null;
  const rows = listed.slice(0, panel.limit).map((i) => ({ row: model.row[i], i, entry: textOf(app, model.row[i]),
    placed: false }));
  return [
    localLine(app, spot),
    site && !app.cubes ? stateStrip(app, site) : null,
    all.length ? el('p', { class: 'mk-counts' }, el('strong', {}, inside.length), ' in this window, ',
      el('strong', {}, all.length), ' in all')
      : app.cubes ? null : el('p', { class: 'mk-counts mk-soft' }, 'No incident here.'),
    all.length ? listTools(panel, () => renderPanel(app)) : null,
    rows.length ? rowList(app, 'Incidents here', rows) : null,
    ...nearList(app, near),
    listed.length > rows.length ? moreButton(app, listed.length - rows.length) : null,
    siteFacts(app, spot, site),
    site ? statesInWords(app, site, `states-${spotKey(spot)}`) : null,
  ];
}

/** All names of a site, by language. */
function siteNames(site) {
  const entries = Object.entries(site.names || {}).filter(([, names]) => names.length);
  return el('dl', { class: 'mk-names' }, entries.map(([language, names]) => el('div', {},
    el('dt', {}, languageName(language)), el('dd', { lang: language, dir: 'auto' }, names.join(', ')))));
}

function siteFacts(app, spot, site) {
  const m = spot.marks[0], precision = site ? site.precision_m : app.model.marks.precision[m];
  const where = site ? site.lon != null && coordinateWords(site.lat, site.lon)
    : coordinateWords(...pointOf(app.model, m));
  const facts = [
    site && site.sort ? ['Sort', site.sort] : null,
    ['Place', [where, precisionWords(precision)].filter(Boolean).join('; ')],
    site && site.coordinate_source ? ['Coordinates', site.coordinate_source] : null,
    site && site.valid ? ['Valid', site.valid.when_words] : null,
    site && site.note ? ['Note', site.note] : null,
  ].filter(Boolean);
  const rivals = (site && site.rivals) || [];
  return el('details', { class: 'mk-facts' },
    el('summary', { 'data-key': `facts-${spotKey(spot)}` }, capital(precisionWords(precision)),
      rivals.length ? `; ${plural(rivals.length, 'other coordinate')}` : null, site ? '; all its names' : null),
    site ? siteNames(site) : null,
    el('dl', { class: 'mk-own' }, facts.map(([key, value]) => definition(key, value)),
      rivals.map((r) => definition('Elsewhere',
        [coordinateWords(r.lat, r.lon), r.source, r.note].filter(Boolean).join('; ')))));
}

/** A line or an area of the basemap: its dates, how well it is known, what it stands for. */
function overlayBody(app, spot, overlay) {
  const { window } = app.state, over = overlayStanding(overlay, window) === OVER;
  const dates = overlay.when && overlay.when + (over ? `; over on ${dayWords(lastDayOf(window))}` : '');
  const facts = [['Dates', dates], ['Place', overlay.precision], ['Note', overlay.note]].filter(([, fact]) => fact);
  return [localLine(app, spot),
    el('dl', { class: 'mk-own mk-overlay' }, facts.map(([key, value]) => definition(key, value)))];
}
