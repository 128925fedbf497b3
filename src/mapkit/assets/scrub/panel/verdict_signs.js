// What they say who are asked, as a sign and as a word.

import { isAgainst, isDenial, isSpoken, VERDICT_WORDS } from '../data/verdicts.js';
import { el } from '../dom.js';
import { crossedSign, quietSign, swatch } from '../map/shapes.js';

/** The mark of an incident as they have it who are asked; as everybody has it where nobody is. */
export function verdictSwatch(kind, verdict, disputed) {
  if (verdict == null) return swatch(kind, disputed);
  if (!isSpoken(verdict)) return quietSign();
  return isDenial(verdict) ? crossedSign(kind) : swatch(kind, isAgainst(verdict));
}

/** The word beside a row; what is reported goes without saying. */
export const verdictTag = (verdict) => (verdict ? el('span', { class: 'mk-tag' }, VERDICT_WORDS[verdict]) : null);
