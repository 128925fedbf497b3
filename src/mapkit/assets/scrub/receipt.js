// What a picture from the page says of itself: the view, the counts, the data's digest; written into the file too.

const dayText = (day) => iso(day).padStart(10, '0');

/** The view as `View.parse` reads it: the window, then what else the page's host asks. */
function viewText({ state, island, options }) {
  const parts = [`when=${dayText(state.window[0])}/${dayText(state.window[1] - 1)}`, options.view ?? island.view, state.certainOnly ? 'certain=1' : ''];
  return parts.filter(Boolean).join('&');
}

/** The view in a sentence, the same in the live region, in pictures and for screen readers. */
function viewSentence(app) {
  const { counts, state, model } = app, words = countWords(counts, state.certainOnly);
  return `${model.n ? windowWords(state.window) : 'Nothing dated'}: ${counts.shown ? plural(counts.shown, 'incident') : 'no incident'}`
    + (counts.places ? ` at ${plural(counts.places, 'place')}` : '') + (words ? `, ${words}` : '')
    + `. ${numberWords(trayCount(app, 'undated'))} undated, ${numberWords(trayCount(app, 'unplaced'))} unplaced.`;
}

function receiptLine(app) {
  const { counts, island, model } = app, all = island.all ?? model.n + (island.undated || []).length + (island.unplaced || []).length;
  return [viewText(app), `shown ${counts.shown} of ${all}`, `possible ${counts.possible}`, `undated ${trayCount(app, 'undated')}`,
    `unplaced ${trayCount(app, 'unplaced')}`, `data sha256:${(island.digest || '').slice(0, 16)}\u2026`, `mapkit ${island.mapkit || ''}`].join(' \u00b7 ');
}

const pictureName = ({ state, island }) => `mapkit-${dayText(state.window[0])}_${dayText(state.window[1] - 1)}-${(island.digest || '').replace(/[^0-9a-f]/g, '').slice(0, 8)}.png`;

function saveBytes(bytes, name) {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// Texts of a PNG file (iTXt chunks: keyword, UTF-8 text), put before its last chunk.

function withTexts(png, texts) {
  const chunks = Object.entries(texts).map(([keyword, words]) => textChunk(keyword, words)), end = png.length - 12;
  const found = new Uint8Array(png.length + chunks.reduce((sum, { length }) => sum + length, 0));
  found.set(png.subarray(0, end));
  let at = end;
  for (const chunk of chunks) { found.set(chunk, at); at += chunk.length; }
  found.set(png.subarray(end), at);
  return found;
}

function textChunk(keyword, words) {
  const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${words.replaceAll('\0', '\ufffd')}`), chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(body.length + 4, checksum(body));
  return chunk;
}

/** CRC-32 as in ISO 3309, which PNG asks for. */
function checksum(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
