// Numbers: kept within bounds, and in the reader's language.

export const LOCALE = globalThis.navigator ? navigator.language : undefined;

const NUMBERS = new Intl.NumberFormat(LOCALE);

export const numberWords = (n) => NUMBERS.format(n);

export const clamp = (x, low, high) => Math.max(low, Math.min(high, x));
