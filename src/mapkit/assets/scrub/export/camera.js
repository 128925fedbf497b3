// The camera: the map exactly as seen, twice as fine, with title, sentence, legend and receipt, as a PNG.

import { button } from '../dom.js';
import { fileStem, receiptJson, receiptLine, saveBytes, sealedPicture, shownWords } from './receipt.js';
import { request } from '../frame.js';
import { lastingEntries } from '../legend.js';
import { DASH, ENDED_DASH, paintBase } from '../map/basemap.js';
import { metresPerPixel } from '../map/geometry.js';
import { paintLabels } from '../map/labels.js';
import { paintCross, paintQuiet } from '../map/marks.js';
import { paintMarks } from '../map/paint.js';
import { paintSign, strokePath } from '../map/pattern_paint.js';
import { paintNotch, traceShape } from '../map/shapes.js';
import { paintSites } from '../map/sites.js';
import { note } from '../note.js';
import { numberWords } from '../numbers.js';
import { viewSentence } from '../sentence.js';

const SHOT_RATIO = 2;
const SHOT_EDGE = 16;

/** Put the picture into a place as it will be saved, or why there is none. */
export function previewOf(app, place) {
  try { place.replaceChildren(pictured(app, true)); } catch (error) {
    place.replaceChildren(`The picture could not be made: ${error.message}.`);
  }
  request(app, 'marks', 'labels');                   // they were placed for the picture
}

/** Compose and save; tiles of a network that forbid reading are left out only when the reader says so. */
export async function takePicture(app, tiles) {
  try {
    const canvas = pictured(app, tiles), blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    if (!blob) throw new Error('the picture is too large for this browser');
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const texts = { Title: app.island.title, Description: shownWords(app), 'mapkit:receipt': receiptLine(app) };
    saveBytes(sealedPicture(bytes, receiptJson(app), texts), `${fileStem(app)}.png`, 'image/png');
    note(app, 'Picture saved.');
  } catch (error) {
    if (error.name === 'SecurityError' && tiles) offerWithout(app);
    else note(app, `The picture could not be made: ${error.message}.`);
  } finally {
    request(app, 'marks', 'labels');                 // they were placed for the picture
  }
}

function offerWithout(app) {
  note(app, 'The network tiles under this map do not allow a picture of them. ',
    button('', { text: 'Save it without the tiles', class: 'mk-link', on: { click: () => takePicture(app, false) } }));
}

/** Of two views that are compared both pictures, side by side, on a phone one above the other. */
function pictured(app, tiles) {
  const one = composed(app, tiles);
  if (!app.beside) return one;
  const two = composed(app.beside.other, tiles), above = app.root.dataset.size === 'phone';
  const both = document.createElement('canvas'), ctx = both.getContext('2d');
  both.width = above ? Math.max(one.width, two.width) : one.width + two.width;
  both.height = above ? one.height + two.height : Math.max(one.height, two.height);
  ctx.fillStyle = app.theme.paper; ctx.fillRect(0, 0, both.width, both.height);
  ctx.drawImage(one, 0, 0);
  ctx.drawImage(two, above ? 0 : one.width, above ? one.height : 0);
  return both;
}

/** The picture: title and sentence, the map, legend, credits and receipt. */
function composed(app, tiles) {
  const { theme, map, island } = app, { x: width, y: height } = map.getSize(), room = width - 2 * SHOT_EDGE;
  const canvas = document.createElement('canvas'), ctx = canvas.getContext('2d');
  const title = lines(ctx, `600 19px ${theme.font}`, island.title || '', room, 25);
  const sentence = lines(ctx, `13px ${theme.font}`, viewSentence(app), room, 18);
  const small = `10px ${theme.font}`;
  const credits = [...(island.credits || []), island.licence].filter(Boolean).join(' \u00b7 ');
  const foot = [...lines(ctx, small, credits, room, 14), ...lines(ctx, small, receiptLine(app), room, 14)];
  const legend = legendRows(app, ctx, room), top = SHOT_EDGE + blockHeight([...title, ...sentence]) + 8;
  const bottom = top + height + 10;
  canvas.width = width * SHOT_RATIO;
  canvas.height = Math.ceil(bottom + legend.height + blockHeight(foot) + SHOT_EDGE) * SHOT_RATIO;
  ctx.scale(SHOT_RATIO, SHOT_RATIO);
  ctx.fillStyle = theme.paper; ctx.fillRect(0, 0, canvas.width, canvas.height);
  writeLines(ctx, [...title, ...sentence], SHOT_EDGE, theme.ink);
  paintMap(app, ctx, top, tiles);
  legend.paint(bottom);
  writeLines(ctx, foot, bottom + legend.height, theme.label);
  return canvas;
}

/** The map's box at the place it has in the picture, with everything that is drawn on it. */
function paintMap(app, ctx, top, tiles) {
  const { map, theme } = app, { x: width, y: height } = map.getSize(), { min } = map.getPixelBounds();
  const zoom = map.getZoom();
  const view = {
    zoom, scale: 256 * 2 ** zoom, left: min.x, top: min.y, width, height, ratio: SHOT_RATIO, padX: 0, padY: 0,
  };
  ctx.save();
  ctx.translate(0, top);
  ctx.beginPath(); ctx.rect(0, 0, width, height); ctx.clip();
  ctx.fillStyle = theme.sea; ctx.fillRect(0, 0, width, height);
  if (tiles) paintTiles(app, ctx);
  for (const paint of [paintBase, paintSites, paintMarks, paintLabels]) {
    ctx.save(); paint(app, ctx, view); ctx.restore();
  }
  paintScale(ctx, theme, app, view);
  ctx.restore();
}

function paintTiles(app, ctx) {
  const corner = app.map.getContainer().getBoundingClientRect();
  for (const tile of app.map.getPane('tilePane').querySelectorAll('img')) {
    const box = tile.getBoundingClientRect();
    ctx.drawImage(tile, box.left - corner.left, box.top - corner.top, box.width, box.height);
  }
}

/** A bar of 1, 2 or 5 times a power of ten, a hundred pixels at most, right in the middle of the map. */
function paintScale(ctx, theme, { map }, view) {
  const metre = metresPerPixel(map.getCenter().lat, view), power = 10 ** Math.floor(Math.log10(100 * metre));
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= 100 * metre) || power;
  const wide = metres / metre;
  const words = metres < 1000 ? `${metres} m` : `${numberWords(metres / 1000)} km`, y = view.height - 10;
  for (const [colour, line] of [[theme.halo, 4], [theme.ink, 1.2]]) {
    ctx.strokeStyle = colour; ctx.lineWidth = line;
    ctx.beginPath(); ctx.moveTo(10, y - 5); ctx.lineTo(10, y); ctx.lineTo(10 + wide, y); ctx.lineTo(10 + wide, y - 5);
    ctx.stroke();
  }
  ctx.font = `10px ${theme.font}`; ctx.textAlign = 'left'; ctx.textBaseline = 'alphabetic';
  ctx.lineWidth = 3; ctx.strokeStyle = theme.halo; ctx.strokeText(words, 14, y - 5);
  ctx.fillStyle = theme.ink; ctx.fillText(words, 14, y - 5);
}

// Text in lines, and the legend in rows.

function lines(ctx, font, words, room, height) {
  ctx.font = font;
  const found = [];
  let line = '';
  for (const word of words.split(/\s+/).filter(Boolean).flatMap((one) => one.match(/.{1,60}/gsu))) {
    const longer = line ? `${line} ${word}` : word;
    if (line && ctx.measureText(longer).width > room) {
      found.push({ font, words: line, height });
      line = word;
    } else line = longer;
  }
  return line ? [...found, { font, words: line, height }] : found;
}

const blockHeight = (block) => block.reduce((sum, { height }) => sum + height, 0);

function writeLines(ctx, block, top, colour) {
  let y = top;
  ctx.fillStyle = colour; ctx.textAlign = 'left'; ctx.textBaseline = 'alphabetic'; ctx.direction = 'ltr';
  for (const { font, words, height } of block) {
    y += height; ctx.font = font; ctx.fillText(words, SHOT_EDGE, y - height * 0.28);
  }
}

function legendRows(app, ctx, room) {
  const { kinds, model, theme } = app;
  const { states, overlays } = lastingEntries(app, app.layers.base.view);
  const entries = [
    ...kinds.filter((kind, k) => model.used[k] && k !== model.quiet).map((kind) => ({ words: kind.label, kind })),
    ...againstEntries(model),
    ...states, ...overlays,
  ];
  ctx.font = `12px ${theme.font}`;
  let x = SHOT_EDGE, row = 0;
  for (const entry of entries) {
    entry.words = entry.words.length > 80 ? `${[...entry.words].slice(0, 79).join('')}\u2026` : entry.words;
    const wide = ctx.measureText(entry.words).width + 44;
    if (x > SHOT_EDGE && x + wide > room) { x = SHOT_EDGE; row++; }
    Object.assign(entry, { x, row });
    x += wide;
  }
  const paint = (top) => entries.forEach((entry) => paintEntry(app, ctx, entry, top + entry.row * 20 + 10));
  return { height: entries.length ? (row + 1) * 20 + 6 : 0, paint };
}

/** The signs of who is against, and through a lens of who does not speak of it. */
const againstEntries = ({ verdict, disputedOf, deniedOf, used, quiet }) => [
  ...(disputedOf.held.length ? [{ words: 'disputed', sign: 'notch' }] : []),
  ...(verdict && deniedOf.held.length ? [{ words: 'denied', sign: 'cross' }] : []),
  ...(used[quiet] ? [{ words: 'not spoken of', sign: 'dot' }] : []),
];

const AGAINST_SIGNS = {
  notch: (ctx, x, y, theme) => {
    ctx.beginPath(); traceShape(ctx, 'circle', x, y, 5); ctx.fillStyle = theme.label; ctx.fill();
    paintNotch(ctx, 'circle', x, y, 5, theme.paper);
  },
  cross: (ctx, x, y, theme) => {
    ctx.beginPath(); traceShape(ctx, 'circle', x, y, 5);
    ctx.strokeStyle = theme.label; ctx.lineWidth = 1.6; ctx.stroke();
    paintCross(ctx, x, y, 4, theme);
  },
  dot: (ctx, x, y, theme) => paintQuiet({ theme }, ctx, x, y),
};

function paintEntry({ theme }, ctx, { words, kind, sign, worn, line, over, x }, y) {
  if (sign) AGAINST_SIGNS[sign](ctx, x + 8, y, theme);
  else if (kind) {
    ctx.beginPath(); traceShape(ctx, kind.shape, x + 8, y, 5); ctx.fillStyle = kind.colour; ctx.fill();
  } else if (worn && !line) paintSign(ctx, worn, theme, x + 11, y, false);
  else {
    ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(x + 22, y);
    if (worn) strokePath(ctx, worn, theme);
    else {
      ctx.strokeStyle = theme.disputed; ctx.lineWidth = over ? 1 : 1.5; ctx.setLineDash(over ? ENDED_DASH : DASH);
      ctx.stroke(); ctx.setLineDash([]);
    }
  }
  ctx.font = `12px ${theme.font}`; ctx.fillStyle = theme.ink; ctx.textAlign = 'left'; ctx.textBaseline = 'middle';
  ctx.fillText(words, x + 28, y + 0.5);
}
