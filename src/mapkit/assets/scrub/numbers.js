// Numbers: kept within bounds, and in the reader's language.

/** A language as Intl takes it; undefined, which is the browser's own, for what is none ("C" of some systems). */
function localeOf(tag) {
  try { return Intl.getCanonicalLocales(tag)[0]; } catch { return undefined; }
}

export const LOCALE = localeOf(globalThis.navigator?.language);

const NUMBERS = new Intl.NumberFormat(LOCALE);

export const numberWords = (n) => NUMBERS.format(n);

export const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
