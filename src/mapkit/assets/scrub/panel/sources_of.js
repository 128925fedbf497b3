// How many sources speak of an incident.

/** Sources of an incident's claims, each once; two are one if they have one address, or one title and publisher. */
export const sourcesOf = ({ claims }) =>
  new Set((claims || []).map((one) => one.url || `${one.source} ${one.publisher}`)).size;
