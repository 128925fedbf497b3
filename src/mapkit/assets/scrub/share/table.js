// What the window shows as a table (CSV), made in the page: mapkit's own columns, but for claims as records.

import { iso } from '../data/days.js';
import { pointOf } from '../data/model.js';
import { OPEN_END, OPEN_START } from '../constants.js';
import { spotName } from '../map/hit_test.js';
import { tollWords } from '../panel/sources_of.js';

const TABLE_COLUMNS = [
  'id', 'when', 'when_words', 'first_day', 'last_day', 'when_basis', 'certain', 'site', 'place', 'lon', 'lat',
  'precision_m', 'kind', 'kind_id', 'title', 'text', 'quote', 'tolls', 'killed_low', 'killed_best', 'killed_high',
  'injured_low', 'injured_best', 'injured_high', 'disputed', 'sources', 'claims',
];
const RUNS = /^['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;      // what a spreadsheet may take for a formula
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const MARK = '\ufeff';                             // without it spreadsheets take UTF-8 for an old code page

/** A text as a cell that no spreadsheet runs, as `mapkit.spreadsheet` makes it. */
const inert = (words) => (RUNS.test(words) && !NUMBER.test(words) ? `'${words}` : words);

const cell = (value) => {
  const words = value == null ? '' : typeof value === 'string' ? inert(value) : String(value);
  return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
};

/** The table of incidents, each as {i, entry, certain}: its number in the model, what it says, if it is certain. */
export function tableOf(app, shown) {
  const own = [...new Set(shown.flatMap(({ entry }) => Object.keys(entry.own || {})))];
  const rows = shown.map((one) => {
    const values = valuesOf(app, one);
    return [...TABLE_COLUMNS.map((name) => values[name]), ...own.map((name) => one.entry.own?.[name] ?? '')];
  });
  return MARK + [[...TABLE_COLUMNS, ...own], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function valuesOf(app, { i, entry, certain }) {
  const { model, kinds } = app, site = app.sites[entry.site], kind = kinds[entry.kind], m = model.mark[i];
  const at = app.sites[model.marks.site[m]];       // where it has a point of its own the page knows that to a metre
  const [lat, lon] = at?.lon != null ? [at.lat, at.lon] : pointOf(model, m).map(rounded);
  return {
    ...entry, certain, lat, lon, site: site?.id ?? '', place: site ? spotName(app, { site: site.index }) : '',
    first_day: model.start[i] === OPEN_START ? '' : iso(model.start[i]),
    last_day: model.end[i] === OPEN_END ? '' : iso(model.end[i] - 1),
    kind: kind?.label ?? '', kind_id: kind?.id ?? '', tolls: tollWords(entry, '; '), ...tollValues(entry.tolls),
    sources: [...new Set(entry.claims.map(publisherOf))].join('; '), claims: entry.claims.map(claimText).join('; '),
  };
}

const rounded = (degrees) => +degrees.toFixed(5);

const tollValues = (tolls) => Object.fromEntries(['killed', 'injured'].flatMap((toll) =>
  ['low', 'best', 'high'].map((bound, k) => [`${toll}_${bound}`, tolls[toll]?.[k]])));

const publisherOf = ({ publisher, source }) => publisher || source;

const claimText = (claim) =>
  `${claim.stance} ${publisherOf(claim)}${claim.said ? ` (${claim.said})` : ''}: ${claim.says}`;
