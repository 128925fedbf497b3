// Lists of claims on one incident: how many, and their places among all claims, in arrays that are used again for every
// incident, since millions are looked through.

export const newClaims = (most) => ({ n: 0, at: new Uint32Array(most) });

export function copyList({ n, at }, list) {
  list.n = n;
  for (let i = 0; i < n; i++) list.at[i] = at[i];
}

/** The claims on the incident of a line that were surely made by a day, into a list; all of them by `NEVER`. */
export function knownOf({ from, last }, line, day, list) {
  list.n = 0;
  for (let k = from[line]; k < from[line + 1]; k++) if (last[k] <= day) list.at[list.n++] = k;
}

/** Those claims of a list that a party made, into another. */
export function ofParty({ source, partyOf }, { n, at }, party, found) {
  found.n = 0;
  for (let i = 0; i < n; i++) if (partyOf[source[at[i]]] === party) found.at[found.n++] = at[i];
}
