// A ZIP as `mapkit.disk.zip_write` packs one, not compressed: its receipt first, sealed with the whole file.

import { checksum, NO_SEAL } from './receipt.js';
import { sha256 } from './sha256.js';

const [FILE_HEAD, LIST_ENTRY, LIST_END] = [0x04034b50, 0x02014b50, 0x06054b50];
const RECEIPT = 'receipt.json';
const ZIP_VERSION = 20;                            // of the format, as far as it is used here
const FIRST_DAY = 33;                              // 1 January 1980, the earliest that a ZIP can hold
const PLAIN_FILE = 0o100644 * 2 ** 16;             // a file that its owner may write and all may read
const ON_UNIX = 3 << 8;

/** Files by their names, in ASCII, with a receipt that has a blank seal. */
export function sealedZip(receipt, files) {
  const made = (words) => packed({ [RECEIPT]: new TextEncoder().encode(words), ...files });
  return made(receipt.replace(NO_SEAL, sha256(made(receipt))));
}

function packed(files) {
  const parts = [], directory = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const letters = new TextEncoder().encode(name), { length } = bytes;
    const about = [[2, ZIP_VERSION], [2, 0], [2, 0], [2, 0], [2, FIRST_DAY], [4, checksum(bytes)],
      [4, length], [4, length], [2, letters.length], [2, 0]];
    const local = record([4, FILE_HEAD], ...about);
    const more = [[2, 0], [2, 0], [2, 0], [4, PLAIN_FILE], [4, at]];
    directory.push(record([4, LIST_ENTRY], [2, ON_UNIX + ZIP_VERSION], ...about, ...more), letters);
    parts.push(local, letters, bytes);
    at += local.length + letters.length + length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0), count = directory.length / 2;
  const end = record([4, LIST_END], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0]);
  return joinedBytes([...parts, ...directory, end]);
}

/** Numbers of two or four bytes, the lowest first. */
function record(...numbers) {
  const made = new Uint8Array(numbers.reduce((sum, [size]) => sum + size, 0)), view = new DataView(made.buffer);
  let at = 0;
  for (const [size, number] of numbers) {
    if (size === 2) view.setUint16(at, number, true);
    else view.setUint32(at, number, true);
    at += size;
  }
  return made;
}

function joinedBytes(parts) {
  const made = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) { made.set(part, at); at += part.length; }
  return made;
}
