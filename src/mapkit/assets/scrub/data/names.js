// In which languages the places of a map are named.

export const USUAL = 'en';                         // where nobody asks for another
export const LOCAL = 'local';                      // the choice of the atlas's own languages, whichever they are

const familyOf = (code) => code.toLowerCase().split('-')[0];

/** The language of an atlas that a reader's is: the same, else another of its kind ("en" for "en-GB"). */
function languageFor(asked, known) {
  return known.find((code) => code.toLowerCase() === asked.toLowerCase())
    || known.find((code) => familyOf(code) === familyOf(asked));
}

/** What was remembered, as languages of this atlas; none where it has none of them. */
function remembered({ languages, local }, kept) {
  const chosen = kept === LOCAL ? local : (kept || '').split(',');
  return chosen.filter((code) => languages.includes(code));
}

/**
 * The languages of names that a map opens with, and whether somebody chose them for this view: what the atlas fixes,
 * then the link's, this device's, those the map was made with, the reader's own, English.
 */
export function openingLanguages(island, { linked, kept, reader }) {
  const { labels = [], languages = [], local = [] } = island;
  if (island.labelsFixed) return { labels: labels.slice(), chosen: false };
  if (linked && linked.length) return { labels: linked.slice(), chosen: true };
  const before = remembered({ languages, local }, kept);
  if (before.length) return { labels: before, chosen: false };
  if (labels.length) return { labels: labels.slice(), chosen: false };
  const own = reader.map((asked) => languageFor(asked, languages)).find(Boolean);
  return { labels: [own || USUAL], chosen: false };
}
