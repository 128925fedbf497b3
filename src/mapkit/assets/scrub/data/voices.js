// How many independent voices there are at least among claims, as `mapkit.origins` counts them.

const [REPEATS, IS_ALIKE] = [1, 2];                // what else joins a claim with others than its source does

/**
 * What joins sources to one voice, of an island's lens: numbers that several share, those of each source in `voices`,
 * of what a claim repeats in `via`; in `alike` claims that are. Sources are nodes beyond these numbers.
 */
export function readVoices({ voices, via, alike }, claims) {
  const joined = new Uint8Array(claims), repeated = new Map(), pairs = new Map();
  for (const [k, numbers] of Object.entries(via)) { repeated.set(Number(k), numbers); joined[k] |= REPEATS; }
  for (const [one, other] of alike) {
    for (const [a, b] of [[one, other], [other, one]]) {
      if (pairs.has(a)) pairs.get(a).push(b); else pairs.set(a, [b]);
      joined[a] |= IS_ALIKE;
    }
  }
  let numbers = 0;
  for (const some of [...voices, ...repeated.values()]) for (const one of some) numbers = Math.max(numbers, one + 1);
  const nodes = numbers + voices.length;
  return { voices, repeated, pairs, joined, numbers, parent: new Int32Array(nodes), met: new Uint32Array(nodes),
    turn: 0, apart: 0 };
}

/** How many voices the sources of a list of claims are: those that are joined by anything are one. */
export function leastVoices({ source, voices }, { n, at }) {
  if (n < 2) return n;
  voices.turn++;
  voices.apart = 0;
  for (let i = 0; i < n; i++) {
    const k = at[i], own = voices.numbers + source[k], joined = voices.joined[k];
    meet(voices, own);
    joinAll(voices, own, voices.voices[source[k]]);
    if (joined & REPEATS) joinAll(voices, own, voices.repeated.get(k));
    if (!(joined & IS_ALIKE)) continue;
    for (const other of voices.pairs.get(k)) {
      if (holdsClaim(at, n, other)) join(voices, own, voices.numbers + source[other]);
    }
  }
  return voices.apart;
}

function holdsClaim(at, n, one) {
  for (let i = 0; i < n; i++) if (at[i] === one) return true;
  return false;
}

function joinAll(voices, own, numbers) {
  for (let i = 0; i < numbers.length; i++) join(voices, own, numbers[i]);
}

/** A node that was not met in this turn is a voice of its own. */
function meet(voices, one) {
  if (voices.met[one] === voices.turn) return;
  voices.met[one] = voices.turn;
  voices.parent[one] = one;
  voices.apart++;
}

function root({ parent }, one) {
  let here = one;
  while (parent[here] !== here) here = parent[here];
  return here;
}

function join(voices, one, other) {
  meet(voices, other);
  const a = root(voices, one), b = root(voices, other);
  if (a === b) return;
  voices.parent[a] = b;
  voices.apart--;
}
