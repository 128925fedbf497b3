// What they say who are asked: of one incident, of the window, and whether a claim was known.

import { listWindow } from './data/listing.js';
import { weightOf } from './data/model.js';
import { VERDICT_WORDS } from './data/verdicts.js';
import { numberWords } from './numbers.js';

/** What they say of an incident who are asked, by its row; null where nobody is. */
export function verdictOfRow({ lens, island: { verdicts } }, row) {
  if (!verdicts) return null;
  lens.lineOf ||= new Map(Array.from(lens.facets.rows, (one, line) => [one, line]));
  return verdicts[lens.lineOf.get(row)] ?? null;
}

/** How many incidents of the window have each verdict; null where nobody is asked. */
export function verdictCounts({ model, state: { window, certainOnly } }) {
  if (!model.verdict) return null;
  const found = new Uint32Array(VERDICT_WORDS.length), order = new Int32Array(model.n);
  const n = listWindow(model, window, certainOnly, order);
  for (let k = 0; k < n; k++) found[model.verdict[order[k]]] += weightOf(model, order[k]);
  return found;
}

/** The same in words: "5 reported", "23 not spoken of". */
export const verdictWords = (app) => [...verdictCounts(app) || []]
  .map((n, verdict) => (n ? `${numberWords(n)} ${VERDICT_WORDS[verdict]}` : '')).filter(Boolean);

/** Whether a claim was not surely made by the day that is asked. */
export const isLater = ({ state: { asked: { known } }, lens }, { day, last }) => known < lens?.lastSaid
  && !(day != null && (last ?? day) <= known);
