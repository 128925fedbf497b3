// What a line of an incident tells: how many sources speak of it, how many people were killed and injured.

/** Sources of an incident's claims, each once; two are one if they have one address, or one title and publisher. */
export const sourcesOf = ({ claims }) =>
  new Set((claims || []).map((one) => one.url || `${one.source} ${one.publisher}`)).size;

const TOLLS_TOLD = ['killed', 'injured'];

/** The tolls of an incident in words; "" where none is stated. */
export const tollWords = ({ toll_words: words = {} }, between = ', ') =>
  TOLLS_TOLD.map((toll) => words[toll]).filter(Boolean).join(between);
