// What a link asks, without what the atlas does not have.

import { ID_PARTS, leastOrigins, LENSES, UNDENIED } from './asked.js';

/** The ids that there are, by the part that names them; a part whose ids are not all told has none here. */
function idsIn({ kinds, parties, layers, sites, facets: { sources, more, own } }) {
  const idOf = ({ id }) => id, known = {
    kind: kinds.map(idOf), party: parties.map(idOf), layer: layers.map(idOf),
    site: sites.flatMap(({ id, part_of: group }) => [id, group]), source: more ? null : sources.map(idOf),
    column: Object.keys(own).flatMap((name) => [name, name.replace(/^own\./, '')]),
  };
  return (name, id) => !known[name] || known[name].includes(id);
}

/** Sets without what is not there; one that held nothing else asks nothing. */
function kept(sets, isThere) {
  const found = sets.map((set) => [set, set.filter(isThere)]);
  return found.filter(([set, left]) => left.length || !set.length).map(([, left]) => left);
}

/** Whether the data can be seen so: according to a party that there is, to voices, or as known on a day. */
const canSee = ({ lens, parties }, name, value) => Boolean(lens) && (name === 'known' || value === UNDENIED
  || leastOrigins(value) != null || parties.some(({ id }) => id === value));

/** What is asked as far as this atlas can answer it, and the rest in words. */
export function fitting(asked, island) {
  const isThere = idsIn(island), left = new Set(), found = { ...asked };
  const tests = {
    ...Object.fromEntries(ID_PARTS.map((name) => [name, (id) => [name, id]])),
    stance: ([, party]) => ['party', party], own: ([name]) => ['column', name],
  };
  for (const [part, named] of Object.entries(tests)) {
    if (!asked[part]) continue;
    found[part] = kept(asked[part], (one) => {
      const [name, id] = named(one), there = (part === 'stance' && !id) || isThere(name, id);
      if (!there) left.add(`${name} \u201c${id}\u201d`);
      return there;
    });
    if (!found[part].length) delete found[part];
  }
  for (const name of LENSES) {
    if (asked[name] == null || canSee(island, name, asked[name])) continue;
    left.add(name === 'known' ? 'day on which something was said' : `party \u201c${asked[name]}\u201d`);
    delete found[name];
  }
  return { asked: found, left: [...left] };
}
