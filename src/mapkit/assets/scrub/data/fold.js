// Text as it is compared: without case, accents and runs of space, as `mapkit.names.fold` folds it.

const PLAIN_LETTERS = {
  '\u2019': "'", '\u02bc': "'", '\u2013': '-', '\u2010': '-', '\u0259': 'e', '\u0131': 'i', '\u00f8': 'o',
  '\u0142': 'l', '\u0111': 'd',
};
const ABOVE_ALL = '\u0345';                        // the mark of the highest combining class
const UPWARDS = /[\u13a0-\u13f5\u13f8-\u13fd\uab70-\uabbf]/u;   // Cherokee, whose small letters came last
const cased = new Map();
const bare = new Map();

/** Case folding: by way of the capital letter, which spells out what stands for several letters. */
function casedOf(sign) {
  if (!cased.has(sign)) {
    const upper = sign === '\u0131' ? sign : sign.toUpperCase();
    const lower = UPWARDS.test(sign) ? upper : [...upper].map((one) => one.toLowerCase()).join('');
    cased.set(sign, sign >= '\u001c' && sign <= '\u001f' ? ' ' : lower);   // Python takes these for spaces
  }
  return cased.get(sign);
}

/** What becomes of a character: a mark that combines goes, and any such changes its place with the highest mark. */
function bareOf(sign) {
  if (!bare.has(sign)) {
    const combines = sign === ABOVE_ALL || `${ABOVE_ALL}${sign}`.normalize('NFD')[0] !== ABOVE_ALL;
    bare.set(sign, combines ? '' : PLAIN_LETTERS[sign] ?? sign);
  }
  return bare.get(sign);
}

/** The words of a text, folded. */
export function foldedWords(text) {
  const whole = text.normalize('NFKD').replace(/[^ -@[-`{-~]/gu, casedOf).normalize('NFKD');
  return whole.replace(/\P{ASCII}/gu, bareOf).split(/\p{White_Space}+/u).filter(Boolean);
}

export const fold = (text) => foldedWords(text).join(' ');
