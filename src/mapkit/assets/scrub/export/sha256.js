// SHA-256 (FIPS 180-4), which a browser has only for pages that came encrypted: one on a plain server seals too.

const SHA_BLOCK = 64;                                  // bytes
const fraction = (number) => Math.floor((number % 1) * 2 ** 32) >>> 0;
const PRIMES = Array.from({ length: 312 }, (_, n) => n)
  .filter((n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0));
const SHA_ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const SHA_FIRST = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const turned = (word, by) => word >>> by | word << 32 - by;

/** The digest of some bytes, as 64 figures. */
export function sha256(bytes) {
  const state = Uint32Array.from(SHA_FIRST), words = new Uint32Array(SHA_ROUNDS.length);
  const filled = padded(bytes);
  for (let at = 0; at < filled.byteLength; at += SHA_BLOCK) takeBlock(state, words, filled, at);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** The bytes, a one, zeros to the end of a block, and how many bits there were. */
function padded(bytes) {
  const filled = new Uint8Array(Math.ceil((bytes.length + 9) / SHA_BLOCK) * SHA_BLOCK);
  const view = new DataView(filled.buffer);
  filled.set(bytes);
  filled[bytes.length] = 0x80;
  view.setUint32(filled.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(filled.length - 4, bytes.length * 8 >>> 0);
  return view;
}

function takeBlock(state, words, filled, start) {
  for (let k = 0; k < words.length; k++) {
    words[k] = k < 16 ? filled.getUint32(start + 4 * k) : spread(words, k);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let k = 0; k < words.length; k++) {
    const high = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25), low = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const one = h + high + (e & f ^ ~e & g) + SHA_ROUNDS[k] + words[k] | 0, two = low + (a & b ^ a & c ^ b & c) | 0;
    [a, b, c, d, e, f, g, h] = [one + two | 0, a, b, c, d + one | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, k) => { state[k] += word; });
}

function spread(words, k) {
  const early = words[k - 15], late = words[k - 2];
  return words[k - 16] + (turned(early, 7) ^ turned(early, 18) ^ early >>> 3)
    + words[k - 7] + (turned(late, 17) ^ turned(late, 19) ^ late >>> 10);
}
