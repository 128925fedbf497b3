// What a line of an incident tells: how many sources speak of it, how many people were killed and injured.

import { plural } from '../dom.js';

/** Sources of an incident's claims, each once; two are one if they have one address, or one title and publisher. */
export const sourcesOf = ({ claims }) =>
  new Set((claims || []).map((one) => one.url || `${one.source} ${one.publisher}`)).size;

/** The same in words, with how many voices they are: "5 sources, 2 to 3 independent voices". */
export const sourceWordsOf = (entry) =>
  [plural(sourcesOf(entry), 'source'), entry.voices?.words].filter(Boolean).join(', ');

const TOLLS_TOLD = ['killed', 'injured'];

/** The tolls of an incident in words; "" where none is stated. */
export const tollWords = ({ toll_words: words = {} }, between = ', ') =>
  TOLLS_TOLD.map((toll) => words[toll]).filter(Boolean).join(between);
