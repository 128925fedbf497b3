// What it means that a window is empty, as `mapkit.silence` says it: who was watching and said nothing, who could not.

import { leastOrigins, UNDENIED, withoutLens } from './asked.js';

const BY_STRENGTH = ['watching', 'partial', 'barred', 'absent'];

const listedNames = (names) => (names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0]);

/** What a party or a source did in a window, by its strongest status there. */
function didNothing({ label, spans }, [first, end], placeOf) {
  const inside = spans.filter(([from, until]) => from < end && until > first);
  const status = BY_STRENGTH.find((one) => inside.some((span) => span[2] === one));
  const held = inside.filter((span) => span[2] === status);
  const days = held.reduce((sum, [from, until]) => sum + Math.min(until, end) - Math.max(from, first), 0);
  const places = held.every((span) => span[3].length) ? [...new Set(held.flatMap((span) => span[3]))] : [];
  const where = places.length ? ` at ${listedNames(places.map(placeOf))}` : '';
  const part = days >= end - first ? '' : ' for a part of it';
  const words = {
    watching: `was watching${where}${part} and said nothing`,
    partial: `was watching only in part${where} and said nothing`,
    barred: `was barred${where}${part}`, absent: `was absent${where}${part}`,
  };
  return `${label} ${words[status]}`;
}

/** The words for a window in which nothing is; "" where a filter may hide what is there. */
export function silenceWords(speakers, asked, window, placeOf) {
  if (!speakers || Object.keys(withoutLens(asked)).length) return '';
  const { according } = asked, party = according && according !== UNDENIED && leastOrigins(according) == null;
  const inside = speakers.filter(({ id, spans }) => (!party || id === according)
    && spans.some(([from, until]) => from < window[1] && until > window[0]));
  const isWritten = ({ basis }) => basis === 'reporting';
  const told = inside.filter(isWritten).map((one) => didNothing(one, window, placeOf));
  const spoke = inside.filter((one) => !isWritten(one)).map(({ label }) => label);
  if (!told.some((words) => words.includes(' watching'))) {
    const nobody = speakers.some(isWritten) ? 'whose reporting is recorded was' : 'is known to have been';
    told.unshift(`no reports; nobody ${nobody} watching`);
  }
  if (spoke.length) told.push(`${listedNames(spoke)} said something in these days, of another time`);
  return told.join('; ');
}
