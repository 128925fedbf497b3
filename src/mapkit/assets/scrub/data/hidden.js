// Why a window shows nothing: what each filter hides by itself, and how much lies at other times.

import { ASKED_PARTS } from './asked.js';
import { isCertain, isPossible } from './model.js';

/** The name of the only bit that is set: a part of what is asked, a column, or "host". */
function nameOf({ bits }, failed) {
  const bit = 31 - Math.clz32(failed);
  if (!bit) return 'host';
  return ASKED_PARTS[bit - 1] || [...bits].find(([, one]) => one === bit)[0];
}

/**
 * Of the dated and placed: how many one filter alone keeps out of the window, by its name; how many several do
 * (`several`); how many are only possible, where only what is certain is asked; and how many pass at other times.
 */
export function hiddenBy(filters, window, certainOnly) {
  const { model, failed } = filters, alone = new Map(), found = { alone, several: 0, possible: 0, elsewhen: 0 };
  for (let line = 0; line < model.n; line++) {
    const bits = failed ? failed[line] : 0;
    if (!isPossible(model, line, window)) { if (!bits) found.elsewhen++; continue; }
    const sure = !certainOnly || isCertain(model, line, window);
    if (!bits) { if (!sure) found.possible++; continue; }
    if (!sure || bits & (bits - 1)) { found.several++; continue; }
    const name = nameOf(filters, bits);
    alone.set(name, (alone.get(name) || 0) + 1);
  }
  return found;
}
