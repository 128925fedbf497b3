// Dates as people type them: read where they mean one thing, else what to write instead. Never guessed.

import { dateOf, dayOf, shift } from './days.js';
import { LOCALE } from '../numbers.js';

// Months are known by their names in these languages, and in the reader's own.
const LANGUAGES = ['en', 'fr', 'es', 'pt', 'it', 'de', 'nl', 'pl', 'ru', 'uk', 'tr', 'ar', 'fa'];
// Those of Azerbaijani and Armenian, which not every browser knows; the beginning of a name is enough.
const MORE = [
  'yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr',
  'հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի',
].map((names) => names.split(' '));
const CALENDAR = '-u-ca-gregory-nu-latn';
const INSTEAD = 'Write it as 2020-12-31.';
const NAMED_MIN = 3;                               // letters of a month's name that are enough, where they tell it

/** A text in small letters, without accents, dots and commas. */
const plain = (text) => text.normalize('NFKD').replace(/\p{M}|[.,\u2019']/gu, '').toLowerCase().trim();

let known = null;

/** Every way to write a month's name, with the months (0 to 11) that it may mean. */
function monthNames() {
  if (known) return known;
  known = new Map();
  const put = (name, month) => known.set(plain(name), (known.get(plain(name)) || new Set()).add(month));
  for (const names of MORE) names.forEach(put);
  for (const language of new Set([...LANGUAGES, LOCALE || 'en'])) {
    for (const how of [{ month: 'long' }, { month: 'short' }, { day: 'numeric', month: 'long' }]) {
      const format = new Intl.DateTimeFormat(language + CALENDAR, { timeZone: 'UTC', ...how });
      for (let month = 0; month < 12; month++) {
        const part = format.formatToParts(dateOf(dayOf(2001, month, 1))).find(({ type }) => type === 'month');
        if (!/\d/.test(part.value)) put(part.value, month);
      }
    }
  }
  return known;
}

/** The month (1 to 12) of a name or of the beginning of one; null where it is none, or could be several. */
function monthOf(word) {
  const names = monthNames(), name = plain(word), whole = names.get(name);
  const meant = whole ? [...whole] : name.length < NAMED_MIN ? []
    : [...new Set([...names].filter(([one]) => one.startsWith(name)).flatMap(([, months]) => [...months]))];
  return meant.length === 1 ? meant[0] + 1 : null;
}

// Each shape with where year, month and day stand in it; a month of letters is a name.
const YEAR = '(\\d{4})';
const DAY = '(\\d{1,2})(?:st|nd|rd|th|er|\u00ba|\\.)?';
const NAME = '(\\p{L}[\\p{L}\\p{M}.\u2019\']*)';
const WRITTEN = [
  [/^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/, [1, 2, 3]],
  [/^(\d{1,2})[/.-](\d{4})$/, [2, 1, 0]],
  [new RegExp(`^${NAME}\\s+${YEAR}$`, 'u'), [2, 1, 0]],
  [new RegExp(`^${YEAR}\\s+${NAME}$`, 'u'), [1, 2, 0]],
  [new RegExp(`^${DAY}\\s+(?:de\\s+)?${NAME},?\\s+(?:de\\s+|,\\s*)?${YEAR}$`, 'u'), [3, 2, 1]],
  [new RegExp(`^${NAME}\\s+${DAY},?\\s+${YEAR}$`, 'u'), [3, 1, 2]],
  [new RegExp(`^${YEAR}\\s+${NAME}\\s+${DAY}$`, 'u'), [1, 2, 3]],
];

/** Year, month and day as a typed text says them; 0 for what it leaves out, null where it has none of the shapes. */
function partsTyped(typed, shapes) {
  for (const [shape, [year, month, day]] of shapes) {
    const found = shape.exec(typed);
    if (!found) continue;
    const said = (month && found[month]) || '', number = /^\d/.test(said) ? Number(said) : said ? monthOf(said) : 0;
    return [Number(found[year]), number, Number((day && found[day]) || 0)];
  }
  return null;
}

/** A typed date -> {start, end} (half open) or {problem}, a sentence. */
export function readTyped(text) {
  const typed = text.trim().replace(/\s+/g, ' ');
  if (!typed) return { problem: 'No date is written here. Write it as 2020-12-31.' };
  const slashed = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(typed);
  if (slashed) return { problem: bothReadings(typed, slashed) };
  return daysOfParts(partsTyped(typed, WRITTEN)) || { problem: `${quoted(typed)} is not a date. ${INSTEAD}` };
}

/** A date of a link, year-month-day or shorter -> {start, end} (half open), or null. */
export const readIso = (text) => daysOfParts(partsTyped(text, [WRITTEN[0]]));

/** The days of a year, a month of it (1 to 12, 0: all) and a day of that (0: all); null where there is no such date. */
function daysOfParts(parts) {
  if (!parts) return null;
  const [year, month, day] = parts, start = dayOf(year, (month || 1) - 1, day || 1), date = dateOf(start);
  const found = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const isOne = year > 0 && month !== null && found.join() === [year, month || 1, day || 1].join();
  return isOne ? { start, end: day ? start + 1 : shift(start, month ? 'month' : 'year', 1) } : null;
}

function bothReadings(typed, [, first, second, year]) {
  const pad = (part) => part.padStart(2, '0');
  const readings = [[second, first], [first, second]]
    .filter(([month]) => +month >= 1 && +month <= 12)
    .map(([month, day]) => `${year}-${pad(month)}-${pad(day)}`);
  const unique = [...new Set(readings)];
  if (!unique.length) return `${quoted(typed)} is not a date. ${INSTEAD}`;
  return `${quoted(typed)}: write ${unique.join(' or ')}.`;
}

const quoted = (text) => `\u201c${text.length > 24 ? text.slice(0, 24) + '\u2026' : text}\u201d`;
