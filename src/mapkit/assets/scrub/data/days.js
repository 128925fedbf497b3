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
// Cards and captions say 8 December 2020; the clock beside them is not to say December 8.
const DATE_LOCALE = !LOCALE || /^en\b/.test(LOCALE) ? 'en-GB' : LOCALE;
const formatOf = (options) => new Intl.DateTimeFormat(DATE_LOCALE, { timeZone: 'UTC', ...options });
export const FORMATS = {
  long: formatOf({ day: 'numeric', month: 'long', year: 'numeric' }),
  short: formatOf({ day: 'numeric', month: 'short', year: 'numeric' }),
  dayMonth: formatOf({ day: 'numeric', month: 'short' }),
  monthYear: formatOf({ month: 'short', year: 'numeric' }), month: formatOf({ month: 'short' }),
};
export const format = (day, how) => how.format(dateOf(day));
export const dayWords = (day) => format(day, FORMATS.long);

/** A half-open window in words; the last day said is the last day in it. */
export const windowWords = ([start, end]) => FORMATS.long.formatRange(dateOf(start), dateOf(Math.max(start, end - 1)));

/** The same for little room: whole months without their days, and the months' names cut short. */
export function shortWindowWords([start, end]) {
  const whole = floorTo(start, 'month') === start && floorTo(end, 'month') === end && end > start;
  return (whole ? FORMATS.monthYear : FORMATS.short).formatRange(dateOf(start), dateOf(Math.max(start, end - 1)));
}

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

export const overlaps = (start, end, window) => start < window[1] && end > window[0];
