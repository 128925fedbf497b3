// What this device remembers of its reader, and what it says of them. A frame or a browser may refuse to keep anything.

import { openingLanguages } from './data/names.js';

const NAMES_KEPT = 'mapkit.names';

function namesKept() {
  try { return globalThis.localStorage.getItem(NAMES_KEPT); } catch { return null; }
}

export function keepNames(choice) {
  try { globalThis.localStorage.setItem(NAMES_KEPT, choice); } catch { /* then for this visit alone */ }
}

/** The languages of names that a map opens with: {labels, chosen}. */
export const openingNames = (island, linked) =>
  openingLanguages(island, { linked, kept: namesKept(), reader: navigator.languages || [] });
