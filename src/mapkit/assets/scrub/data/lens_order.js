// The order of lines through a lens: where each is, and by time. What nobody put at another time keeps its order.

import { gathered, sortedBy } from './model.js';
import { IS_LATER, IS_SHOWN, IS_UNDATED, IS_UNPLACED, IS_UNSAID } from './lens_lines.js';

const FATES = { shown: IS_SHOWN, undated: IS_UNDATED, unplaced: IS_UNPLACED, later: IS_LATER, unsaid: IS_UNSAID };

/** Where the atlas has a line. */
export const homeOf = ({ shown, undated }, line) =>
  (line < shown ? IS_SHOWN : line < undated ? IS_UNDATED : IS_UNPLACED);

/** Where a line is now. */
export const fateOf = ({ unheard, dated, place }, line) => (unheard?.[line]
  || (!dated[line] ? IS_UNDATED : place[line] >= 0 ? IS_SHOWN : IS_UNPLACED));

/** The lines of each fate, by time and then by row; whether all stand as the atlas has them. */
export function fatesOf(lines) {
  const { size, isLoose, loose, unheard, shown, undated, every } = lines;
  if (!loose.length && !unheard) {
    return { asBefore: true, shown: every.subarray(0, shown), undated: every.subarray(shown, undated),
      unplaced: every.subarray(undated), later: every.subarray(size), unsaid: every.subarray(size) };
  }
  const fate = new Uint8Array(size), counts = [0, 0, 0, 0, 0], ends = [0, 0, 0, 0, 0];
  for (let line = 0; line < size; line++) {
    fate[line] = fateOf(lines, line);
    if (!isLoose[line]) counts[fate[line]]++;
  }
  const still = counts.map((n) => new Uint32Array(n)), moved = timeOrder(lines, Uint32Array.from(loose));
  for (let line = 0; line < size; line++) if (!isLoose[line]) still[fate[line]][ends[fate[line]]++] = line;
  return { asBefore: false, ...Object.fromEntries(Object.entries(FATES).map(([name, one]) =>
    [name, merged(lines, still[one], moved.filter((line) => fate[line] === one))])) };
}

function timeOrder({ rows, start }, chosen) {
  const byRow = gathered(chosen, sortedBy(gathered(rows, chosen)));
  return gathered(byRow, sortedBy(gathered(start, byRow)));
}

/** Two lists of lines in the order of time as one. */
function merged({ start, rows }, some, more) {
  if (!more.length) return some;
  const found = new Uint32Array(some.length + more.length);
  for (let k = 0, i = 0, j = 0; k < found.length; k++) {
    const a = some[i], b = more[j];
    const first = j >= more.length || (i < some.length
      && (start[a] < start[b] || (start[a] === start[b] && rows[a] < rows[b])));
    found[k] = first ? some[i++] : more[j++];
  }
  return found;
}
