// What they say who are asked: of one incident, of the window, and whether a claim was known.

import { lineOfRow } from './data/lens_claims.js';
import { VERDICT_WORDS } from './data/verdicts.js';
import { numberWords } from './numbers.js';

/** What they say of an incident who are asked, by its row; null where nobody is. */
export function verdictOfRow({ lens, island: { verdicts } }, row) {
  if (!verdicts) return null;
  return verdicts[lineOfRow(lens, row)] ?? null;
}

/** How many incidents of the window have each verdict; null where nobody is asked. */
export const verdictCounts = ({ counts }) => counts.said;

/** The same in words: "5 reported", "23 not spoken of". */
export const verdictWords = (app) => [...verdictCounts(app) || []]
  .map((n, verdict) => (n ? `${numberWords(n)} ${VERDICT_WORDS[verdict]}` : '')).filter(Boolean);

/** Whether a claim was not surely made by the day that is asked. */
export const isLater = ({ state: { asked: { known } }, lens }, { day, last }) => known < lens?.lastSaid
  && !(day != null && (last ?? day) <= known);
