// Patterns drawn: on the map's canvas, and as small pictures in lists and legend.

import { OVER, POSSIBLY } from '../data/standing.js';
import { svg } from '../dom.js';
import { AREAS, DOT, DOTS, HATCH, INNER, LINES, OVER_DOT, OVER_LINE, PALER } from './patterns.js';

const SIDE = 0.88;                                 // half the side of a square as large as a circle of radius 1
const BARS = { flat: [[-0.62, 0], [0.62, 0]], slant: [[-0.72, 0.72], [0.72, -0.72]] };

const isHex = (colour) => /^#[0-9a-f]{6}$/i.test(colour || '');
const linesOf = ({ pattern, standing }) => (standing === OVER ? [OVER_LINE] : LINES[pattern] || LINES.solid);
const dotOf = ({ pattern, standing }) => (standing === OVER ? OVER_DOT : DOTS[pattern] || DOTS.solid);

function mixed(colour, ground, share) {
  const part = (one, at) => parseInt(one.slice(at, at + 2), 16);
  return `#${[1, 3, 5].map((at) => Math.round(part(colour, at) * share + part(ground, at) * (1 - share))
    .toString(16).padStart(2, '0')).join('')}`;
}

/** The colour of a shade; `worn` is a pattern, the colour that an atlas gives it, and how it stands to the window. */
function colourOf({ colour, standing }, shade, theme) {
  const found = isHex(colour) && shade !== INNER ? colour : theme[shade];
  return standing === POSSIBLY && isHex(found) && isHex(theme.land) ? mixed(found, theme.land, PALER) : found;
}

function draw(ctx, worn, { width, dash, shade, round_ends }, theme, scale) {
  ctx.strokeStyle = colourOf(worn, shade, theme); ctx.lineWidth = width * scale;
  ctx.lineCap = round_ends ? 'round' : 'butt'; ctx.setLineDash(dash.map((length) => length * scale));
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Stroke the path of a context in the pattern of a state. */
export function strokePath(ctx, worn, theme, scale = 1) {
  for (const one of linesOf(worn)) draw(ctx, worn, one, theme, scale);
}

/** Fill and edge the path of a context, an area, in the pattern of a state; `box` is what the hatching has to cover. */
export function fillPath(ctx, worn, theme, [left, top, right, bottom]) {
  const { fill, alpha, edge, hatched } = AREAS[worn.pattern] || AREAS.solid;
  if (fill) { ctx.fillStyle = colourOf(worn, fill, theme); ctx.globalAlpha = alpha; ctx.fill('evenodd'); }
  ctx.globalAlpha = 1;
  draw(ctx, worn, edge, theme, 1);
  if (!hatched) return;
  ctx.save();
  ctx.clip('evenodd');
  ctx.beginPath();
  const step = HATCH * Math.SQRT2;
  for (let x = Math.floor((left + top) / step) * step; x < right + bottom; x += step) {
    ctx.moveTo(x - top, top); ctx.lineTo(x - bottom, bottom);
  }
  ctx.strokeStyle = colourOf(worn, edge.shade, theme); ctx.lineWidth = 1; ctx.stroke();
  ctx.restore();
}

/** The sign of a point in a state. */
export function paintSign(ctx, worn, theme, x, y, halo = true) {
  const { fill, edge, square, bar, bar_shade, core } = dotOf(worn), side = SIDE * DOT;
  if (halo) { ctx.beginPath(); ctx.arc(x, y, DOT + 2, 0, 2 * Math.PI); ctx.fillStyle = theme.halo; ctx.fill(); }
  ctx.beginPath();
  if (square) ctx.rect(x - side, y - side, 2 * side, 2 * side); else ctx.arc(x, y, DOT, 0, 2 * Math.PI);
  if (fill) { ctx.fillStyle = colourOf(worn, fill, theme); ctx.fill(); }
  draw(ctx, worn, edge, theme, 1);
  if (bar) {
    const [[ax, ay], [bx, by]] = BARS[bar];
    ctx.beginPath(); ctx.moveTo(x + ax * DOT, y + ay * DOT); ctx.lineTo(x + bx * DOT, y + by * DOT);
    ctx.strokeStyle = colourOf(worn, bar_shade, theme); ctx.lineWidth = bar === 'flat' ? 2 : edge.width; ctx.stroke();
  }
  if (!core) return;
  ctx.beginPath(); ctx.arc(x, y, core, 0, 2 * Math.PI);
  ctx.fillStyle = colourOf(worn, edge.shade, theme); ctx.fill();
}

// The same as small pictures for lists and legend, in the colours of the page.

const inPage = ({ colour }, shade) => (shade === INNER ? 'var(--mk-paper)'
  : isHex(colour) ? colour : `var(--mk-${shade})`);
const look = (worn, { width, dash, shade, round_ends }) => ({ fill: 'none', stroke: inPage(worn, shade),
  'stroke-width': width, 'stroke-dasharray': dash.join(' '), 'stroke-linecap': round_ends ? 'round' : 'butt' });

function picture(worn, ...shapes) {
  const opacity = worn.standing === POSSIBLY ? PALER : 1;
  return svg('svg', { viewBox: '0 0 28 12', class: 'mk-stroke', 'aria-hidden': 'true', opacity }, ...shapes);
}

export const lineSign = (worn) => picture(worn,
  ...linesOf(worn).map((one) => svg('line', { x1: 1, x2: 27, y1: 6, y2: 6, ...look(worn, one) })));

export function dotSign(worn) {
  const { fill, edge, square, bar, bar_shade, core } = dotOf(worn), side = SIDE * DOT;
  const shape = { ...look(worn, edge), fill: fill ? inPage(worn, fill) : 'none' }, x = 14, y = 6;
  const shapes = [square ? svg('rect', { x: x - side, y: y - side, width: 2 * side, height: 2 * side, ...shape })
    : svg('circle', { cx: x, cy: y, r: DOT, ...shape })];
  if (bar) {
    const [[ax, ay], [bx, by]] = BARS[bar], width = bar === 'flat' ? 2 : edge.width;
    shapes.push(svg('line', { x1: x + ax * DOT, y1: y + ay * DOT, x2: x + bx * DOT, y2: y + by * DOT,
      ...look(worn, { width, dash: [], shade: bar_shade }) }));
  }
  if (core) shapes.push(svg('circle', { cx: x, cy: y, r: core, fill: inPage(worn, edge.shade) }));
  return picture(worn, ...shapes);
}
