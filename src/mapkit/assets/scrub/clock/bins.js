// Bins of time: windows end at their edges.

import { WIDE_DAYS } from '../constants.js';
import { askSoon, spanNow } from '../cubes/requests.js';
import { binWidth } from '../data/model.js';
import { clamp } from '../numbers.js';

/** `to`, but at least a bin for each step from `from`. */
export function atLeastABin(app, from, to, times) {
  const least = binWidth(app) * Math.abs(times);
  return Math.abs(to - from) < least ? from + least * Math.sign(times) : to;
}

/** The window as it was asked for, before it was widened to bins. */
export const meantWindow = ({ cubes, state }) => (cubes && cubes.meant) || state.window;

/**
 * A window widened to the edges of bins; one that only moves, by the nearest number of bins. Where it goes beyond the
 * cube, it stays until another is there.
 */
export function snapped(app, [start, end]) {
  const { model: { bins }, cubes, clock: { domain }, state: { window: [a, b] } } = app;
  if (cubes) cubes.meant = [start, end];
  if (!bins) return [start, end];
  const { width, span: [low, high] } = bins;
  if (start < low || end > high) {
    cubes.wanted = [start, end];
    if (JSON.stringify(spanNow(app).span) !== JSON.stringify(cubes.span)) { askSoon(app); return [a, b]; }
  }
  cubes.wanted = null;
  const moves = end - start === b - a && start > domain[0] && end < domain[1];
  const by = moves ? Math.round((start - a) / width) * width - start + a : 0;
  const edge = (day, round) => clamp(bins.start + round((day - bins.start) / width) * width, low, high);
  const found = [Math.min(edge(start + by, Math.floor), high - 1), Math.max(edge(end + by, Math.ceil), low + 1)];
  if (moves) cubes.meant = found;
  return found;
}

export const binWords = (app) => (binWidth(app) > 1 ? `in steps of ${binWidth(app)} days` : '');

/** Dated to more days than that, an incident is a thin line under the bars. */
export const wideDays = (app) => Math.max(WIDE_DAYS, 2 * binWidth(app));
