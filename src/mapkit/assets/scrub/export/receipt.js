// What a picture from the page says of itself: the view, the counts, the data's digest; written into the file too.

import { comparedSentence } from '../compare/lists.js';
import { iso } from '../data/days.js';
import { el } from '../dom.js';
import { frameBox } from '../map/cells.js';
import { LENS_TRAYS, trayCount, TRAY_WORDS, TRAYS, traysNow } from '../panel/trays.js';
import { viewSentence, viewText } from '../sentence.js';
import { sha256 } from './sha256.js';

/** The view as `View.parse` reads it: the window, the box of the squares that are counted, then what the host asks. */
function windowAndView(app) {
  const { state, island } = app;
  const box = app.model.frame ? `where=${frameBox(app.model).join(',')}` : '';
  const when = `when=${iso(state.window[0])}/${iso(state.window[1] - 1)}`;
  return [when, box, island.view, viewText(app)].filter(Boolean).join('&');
}

/** The counts of the view, as `Counts` has them: each incident is shown, outside or in one of the trays. */
function viewCounts(app) {
  const { counts: { shown, certain, possible }, island: { all } } = app;
  const trays = Object.fromEntries(traysNow(app).map((tray) => [tray, trayCount(app, tray)])
    .filter(([tray, n]) => n || !LENS_TRAYS.includes(tray)));
  const apart = Object.values(trays).reduce((sum, n) => sum + n, 0);
  return { shown, certain, possible, outside: all - shown - apart, ...trays, all };
}

/** What is shown, in words; of two views both. */
export const shownWords = (app) => (app.beside?.lists ? comparedSentence(app) : viewSentence(app));

/** The other of two views: its own view and counts, of the same data. */
const secondOf = ({ beside: { other } }) => ({ with: {
  view: windowAndView(other), counts: viewCounts(other), digest: `sha256:${other.island.digest}` } });

export function receiptLine(app) {
  const { shown, possible, outside, all, ...counts } = viewCounts(app), { digest, mapkit } = app.island;
  return [
    windowAndView(app), `shown ${shown} of ${all}`, `possible ${possible}`,
    ...TRAYS.filter((tray) => tray in counts).map((tray) => `${TRAY_WORDS[tray]} ${counts[tray]}`),
    `outside ${outside}`,
    `data sha256:${digest.slice(0, 16)}\u2026`, `mapkit ${mapkit}`].join(' \u00b7 ');
}

/**
 * The receipt that `mapkit.receipt` reads, in ASCII, with a blank seal; a page has no fingerprints of its incidents.
 */
export function receiptJson(app) {
  const { title, digest, licence, credits, mapkit } = app.island;
  const receipt = {
    'mapkit-receipt': 2, seal: NO_SEAL, version: mapkit, title, view: windowAndView(app), sentence: shownWords(app),
    counts: viewCounts(app), digest: `sha256:${digest}`, licence, credits, incidents: null,
    ...(app.beside?.lists ? secondOf(app) : {}),
  };
  return JSON.stringify(receipt)
    .replace(/[^\x20-\x7e]|[<>&]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What a file is named by: the window, and the data. */
export function fileStem({ state: { window }, island }) {
  const digest = (island.digest || '').replace(/[^0-9a-f]/g, '').slice(0, 8);
  return `mapkit-${iso(window[0])}_${iso(window[1] - 1)}-${digest}`;
}

export function saveBytes(bytes, name, type) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// Texts of a PNG file, put before its last chunk; the receipt first, sealed with the SHA-256 of the file with a blank
// seal.

export const NO_SEAL = '0'.repeat(64);

export function sealedPicture(png, receipt, texts) {
  const rest = Object.entries(texts).map(([keyword, words]) => textChunk(keyword, words));
  const made = (words) => withChunks(png, [receiptChunk(words), ...rest]);
  return made(receipt.replace(NO_SEAL, sha256(made(receipt))));
}

function withChunks(png, chunks) {
  const found = new Uint8Array(png.length + chunks.reduce((sum, { length }) => sum + length, 0)), end = png.length - 12;
  found.set(png.subarray(0, end));
  let at = end;
  for (const one of chunks) { found.set(one, at); at += one.length; }
  found.set(png.subarray(end), at);
  return found;
}

const receiptChunk = (words) => chunk(`tEXtmapkit:receipt-json\0${words}`);
const textChunk = (keyword, words) => chunk(`iTXt${keyword}\0\0\0\0\0${words.replaceAll('\0', '\ufffd')}`);

function chunk(text) {
  const body = new TextEncoder().encode(text), made = new Uint8Array(body.length + 8), view = new DataView(made.buffer);
  view.setUint32(0, body.length - 4);
  made.set(body, 4);
  view.setUint32(body.length + 4, checksum(body));
  return made;
}

/** CRC-32 as in ISO 3309, which PNG and ZIP ask for. */
export function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
