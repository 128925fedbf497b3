// Days, windows of days, calendar units, their words, typed dates.

import { DAY_MS } from '../constants.js';
import { LOCALE } from '../numbers.js';

export const dateOf = (day) => new Date(day * DAY_MS);

export function dayOf(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);         // Date.UTC would read years below 100 as 19xx
  return Math.round(date.getTime() / DAY_MS);
}

export const iso = (day) => dateOf(day).toISOString().slice(0, 10);
const formatOf = (options) => new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', ...options });
export const FORMATS = {
  long: formatOf({ day: 'numeric', month: 'long', year: 'numeric' }),
  dayMonth: formatOf({ day: 'numeric', month: 'short' }),
  monthYear: formatOf({ month: 'short', year: 'numeric' }), month: formatOf({ month: 'short' }),
};
export const format = (day, how) => how.format(dateOf(day));
export const dayWords = (day) => format(day, FORMATS.long);

/** A half-open window in words; the last day said is the last day in it. */
export const windowWords = ([start, end]) => FORMATS.long.formatRange(dateOf(start), dateOf(Math.max(start, end - 1)));

const MONTHS = { month: 1, quarter: 3, year: 12, decade: 120, century: 1200 };

/** `day` moved by n units of the calendar; 31 January and a month is the last of February. */
export function shift(day, unit, n) {
  if (unit === 'day' || unit === 'week') return day + n * (unit === 'week' ? 7 : 1);
  const date = dateOf(day), months = date.getUTCMonth() + n * MONTHS[unit];
  const year = date.getUTCFullYear();
  return Math.min(dayOf(year, months, date.getUTCDate()), dayOf(year, months + 1, 0));
}

export function floorTo(day, unit) {
  if (unit === 'day') return day;
  if (unit === 'week') return day - (((day + 3) % 7) + 7) % 7;      // day 0 was a Thursday
  const date = dateOf(day), year = date.getUTCFullYear(), size = MONTHS[unit];
  if (size < 12) return dayOf(year, Math.floor(date.getUTCMonth() / size) * size, 1);
  return dayOf(Math.floor(year / (size / 12)) * (size / 12), 0, 1);
}

export const BIN_DAYS = { day: 1, week: 7, month: 30.4, quarter: 91.3, year: 365.25, decade: 3652, century: 36524 };

/** The finest calendar bin that leaves each bar at least `least` pixels. */
export function binUnit(span, width, least) {
  const fits = Object.keys(BIN_DAYS).find((unit) => width / (span / BIN_DAYS[unit]) >= least);
  return fits || 'century';
}

export function edges([start, end], unit) {
  const list = [floorTo(start, unit)];
  while (list[list.length - 1] < end) list.push(shift(list[list.length - 1], unit, 1));
  return Int32Array.from(list);
}

/** A typed date -> {start, end} (half open) or {problem}, a sentence. Never guesses. */
export function readTyped(text) {
  const typed = text.trim();
  if (!typed) return { problem: 'No date is written here. Write it as 2020-12-31.' };
  const slashed = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(typed);
  if (slashed) return { problem: bothReadings(typed, slashed) };
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(typed);
  const [, year, month, day] = (found || []).map(Number);
  const start = found && dayOf(year, (month || 1) - 1, day || 1);
  const wanted = found && typed + '-01-01'.slice(typed.length - 4);
  if (!found || year < 1 || iso(start) !== wanted) {
    return { problem: `${quoted(typed)} is not a date. Write it as 2020-12-31.` };
  }
  return { start, end: day ? start + 1 : shift(start, month ? 'month' : 'year', 1) };
}

function bothReadings(typed, [, first, second, year]) {
  const pad = (part) => part.padStart(2, '0');
  const readings = [[second, first], [first, second]]
    .filter(([month]) => +month >= 1 && +month <= 12)
    .map(([month, day]) => `${year}-${pad(month)}-${pad(day)}`);
  const unique = [...new Set(readings)];
  if (!unique.length) return `${quoted(typed)} is not a date. Write it as 2020-12-31.`;
  return `${quoted(typed)}: write ${unique.join(' or ')}.`;
}

const quoted = (text) => `\u201c${text.length > 24 ? text.slice(0, 24) + '\u2026' : text}\u201d`;

export const overlaps = (start, end, window) => start < window[1] && end > window[0];
