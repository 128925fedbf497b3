// How many independent voices there are at least among claims, as `mapkit.origins` counts them.

/**
 * Sources are joined that share a number: what they repeat, a publisher, a party; and those of two claims that are
 * alike. `voices` has the numbers of each source, `via` those of what a claim repeats.
 */
export function leastVoices({ source, voices, via, alike }, claims) {
  if (claims.length < 2) return claims.length;
  const parent = new Map();
  const root = (one) => {
    let here = one;
    while (parent.get(here) !== undefined) here = parent.get(here);
    return here;
  };
  const join = (one, other) => { const [a, b] = [root(one), root(other)]; if (a !== b) parent.set(a, b); };
  const held = new Set(claims);
  for (const k of claims) {
    const own = -1 - source[k];                    // a source itself, beside the numbers that several share
    for (const one of [...voices[source[k]], ...(via[k] || [])]) join(own, one);
    for (const other of alike.get(k) || []) if (held.has(other)) join(own, -1 - source[other]);
  }
  return new Set(claims.map((k) => root(-1 - source[k]))).size;
}
