// What the window shows as a table (CSV), made in the page: the one that an export is.

import { iso } from '../data/days.js';
import { pointOf } from '../data/model.js';
import { OPEN_END, OPEN_START } from '../constants.js';
import { spotName } from '../map/hit_test.js';
import { tollWords } from '../panel/sources_of.js';

const TABLE_COLUMNS = [
  'id', 'when', 'when_words', 'first_day', 'last_day', 'when_basis', 'certain', 'site', 'place', 'lon', 'lat',
  'precision_m', 'kind', 'kind_id', 'title', 'text', 'quote', 'tolls', 'killed_low', 'killed_best', 'killed_high',
  'injured_low', 'injured_best', 'injured_high', 'disputed', 'sources', 'claims', 'claims_json',
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
  const own = app.island.own || [], names = ownNames(own.map(([name]) => name));
  const rows = shown.map((one) => {
    const values = valuesOf(app, one);
    const ours = TABLE_COLUMNS.map((name) => values[name]);
    return [...ours, ...own.map(([, part, words]) => one.entry[part]?.[words] ?? '')];
  });
  return MARK + [[...TABLE_COLUMNS, ...names], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Own columns by names that no other has, as `mapkit.tables.incident_rows.own_names` gives them. */
function ownNames(columns) {
  const taken = new Set(TABLE_COLUMNS);
  return columns.map((column) => {
    let name = column;
    while (taken.has(name)) name += ' (own)';
    taken.add(name);
    return name;
  });
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
    claims_json: entry.claims.length ? JSON.stringify(entry.claims.map(claimRecord)) : '',
  };
}

const rounded = (degrees) => +degrees.toFixed(5);

const tollValues = (tolls) => Object.fromEntries(['killed', 'injured'].flatMap((toll) =>
  ['low', 'best', 'high'].map((bound, k) => [`${toll}_${bound}`, tolls[toll]?.[k]])));

const publisherOf = ({ publisher, source }) => publisher || source;

const claimText = (claim) =>
  `${claim.stance} ${publisherOf(claim)}${claim.said ? ` (${claim.said})` : ''}: ${claim.says}`;

/** A claim with what a reader needs to know of its source, as `mapkit.tables.incident_rows.claim_values` has it. */
function claimRecord(claim) {
  const { accessed = '', said = '', ...more } = claim.written || {};
  return {
    source: claim.source, source_id: claim.id, publisher: claim.publisher, party: claim.party_label,
    party_id: claim.party, published: claim.published, accessed, archive_url: claim.archive_url, stance: claim.stance,
    says: claim.says, url: claim.url, locator: claim.locator, said, ...more,
  };
}
