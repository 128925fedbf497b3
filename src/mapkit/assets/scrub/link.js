// The link: what the map shows, as one line of text, as mapkit.link writes and reads it.

import { MODES, OPEN_END, OPEN_START, SPEEDS, UNITS } from './constants.js';
import { ASKED_PARTS, escaped } from './data/asked.js';
import { iso } from './data/days.js';
import { readIso } from './data/typed.js';

export const windowText = ([start, end]) => `${iso(start)}/${iso(end - 1)}`;

// What a link leaves out.
const LEFT_OUT = { mode: 'window', step: 'month', speed: 1, over: false };

/** A state as text; its `view` is what is asked beside the window, as a view's own text. */
export function linkText(state) {
  const { window, view, center, zoom, site, incident, labels, mode, step, speed, over, track, beside } = state;
  const place = center && [+zoom.toFixed(2), +center[0].toFixed(4), +center[1].toFixed(4)].join('/');
  const parts = {
    map: place, open: site ? escaped(site) : null, incident: incident ? escaped(incident) : null,
    labels: labels && labels.map(escaped).join(','),
    mode: mode === LEFT_OUT.mode ? null : mode, step: step === LEFT_OUT.step ? null : step,
    speed: speed === LEFT_OUT.speed ? null : speed, over: over ? 1 : null, track: track && windowText(track),
    with: beside && escaped(beside),
  };
  const shown = Object.entries(parts).filter(([, value]) => value != null);
  return [window && `when=${windowText(window)}`, view, ...shown.map(([name, value]) => `${name}=${value}`)]
    .filter(Boolean).join('&');
}

/** A window as a view has it; undefined for one that asks for no time, which no clock shows. */
function readWindow(text) {
  const [from, to = from] = text.split('/');
  const first = from === '..' ? { start: OPEN_START } : readIso(from) || {};
  const last = to === '..' ? { end: OPEN_END } : readIso(to) || {};
  return first.start < last.end ? [first.start, last.end] : undefined;
}

function readPlace(text) {
  const [zoom, lat, lon] = text.split('/').map(Number);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 24 ? { zoom, center: [lat, lon] } : {};
}

const oneOf = (known, value) => known.some(([name]) => name === value) ? value : undefined;

const READERS = {
  ...Object.fromEntries(ASKED_PARTS.map((name) => [name, (text) => ({ asked: `${name}=${text}` })])),
  certain: (text) => ({ certain: text === '1' || undefined }),
  when: (text) => ({ window: readWindow(text) }),
  map: readPlace,
  open: (text) => ({ site: decodeURIComponent(text) }),
  incident: (text) => ({ incident: decodeURIComponent(text) }),
  labels: (text) => ({ labels: text.split(',').filter(Boolean).map(decodeURIComponent) }),
  mode: (text) => ({ mode: oneOf(MODES, text) }),
  step: (text) => ({ step: oneOf(UNITS, text) }),
  speed: (text) => ({ speed: oneOf(SPEEDS, Number(text)) }),
  over: (text) => ({ over: text === '1' }),
  track: (text) => ({ track: readWindow(text) }),
  with: (text) => ({ beside: decodeURIComponent(text) }),
};

/** What a text says of how a map opens. What it does not say, or cannot, is left to the map. */
export function readLink(text) {
  const found = {};
  for (const part of text.replace(/^[#?]/, '').split('&')) {
    const at = part.indexOf('='), read = READERS[part.slice(0, at)];
    if (!read) continue;
    try {
      const { asked, ...rest } = read(part.slice(at + 1));
      Object.assign(found, rest);
      if (asked) found.asked = found.asked ? `${found.asked}&${asked}` : asked;
    } catch { /* escapes that are none: not ours */ }
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
