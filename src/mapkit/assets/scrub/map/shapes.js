// The shapes that marks have, and their sizes.

import { safeColour, svg } from '../dom.js';

function regular(sides, turn, size, inner) {
  const steps = inner ? sides * 2 : sides;
  return Array.from({ length: steps }, (_, i) => {
    const angle = turn + i * 2 * Math.PI / steps, r = size * (inner && i % 2 ? inner : 1);
    return [r * Math.sin(angle), -r * Math.cos(angle)];
  });
}

function plusPoints(size, arm, turn) {
  const a = arm, corners = [
    [-a, -1], [a, -1], [a, -a], [1, -a], [1, a], [a, a], [a, 1], [-a, 1], [-a, a], [-1, a], [-1, -a], [-a, -a],
  ];
  const cos = Math.cos(turn), sin = Math.sin(turn);
  return corners.map(([x, y]) => [size * (x * cos - y * sin), size * (x * sin + y * cos)]);
}

// Sized to look as large as the circle of radius 1, not to fit into it.
const SHAPES = {
  circle: null, square: regular(4, Math.PI / 4, 1.22), diamond: regular(4, 0, 1.25),
  triangle: regular(3, 0, 1.36), 'triangle-down': regular(3, Math.PI, 1.36),
  pentagon: regular(5, 0, 1.15), hexagon: regular(6, 0, 1.1), star: regular(5, 0, 1.42, 0.5),
  plus: plusPoints(1.1, 0.42, 0), cross: plusPoints(1.16, 0.4, Math.PI / 4),
};

export function traceShape(ctx, shape, x, y, r) {
  const points = SHAPES[shape];
  if (!points) { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 2 * Math.PI); return; }
  ctx.moveTo(x + points[0][0] * r, y + points[0][1] * r);
  for (let i = 1; i < points.length; i++) ctx.lineTo(x + points[i][0] * r, y + points[i][1] * r);
  ctx.closePath();
}

// Of the notch of what is disputed: its direction, half its angle (radians), its length in radii, how many pixels of
// the line around a mark it cuts too.
const NOTCH = { turn: Math.PI / 4, half: 0.38, reach: 2, edge: 3 };

const notchPoints = (x, y, r) => [[x, y], ...[-1, 1].map((side) => {
  const turn = NOTCH.turn + side * NOTCH.half;
  return [x + NOTCH.reach * r * Math.sin(turn), y - NOTCH.reach * r * Math.cos(turn)];
})];

/** A wedge cut from the upper right to the middle of a mark, in the colour of the line around it. */
export function paintNotch(ctx, shape, x, y, r, colour) {
  ctx.save();
  ctx.beginPath(); traceShape(ctx, shape, x, y, r + NOTCH.edge); ctx.clip();
  ctx.beginPath();
  for (const point of notchPoints(x, y, r)) ctx.lineTo(...point);
  ctx.closePath();
  ctx.fillStyle = colour; ctx.fill();
  ctx.restore();
}

/** The outline of a kind's mark in a picture of 16 pixels. */
function markOutline(kind, look) {
  const points = SHAPES[kind.shape];
  return points ? svg('polygon', { points: points.map(([x, y]) => `${x * 5 + 8},${y * 5 + 8}`).join(' '), ...look })
    : svg('circle', { cx: 8, cy: 8, r: 5, ...look });
}

const markPicture = (...parts) =>
  svg('svg', { viewBox: '0 0 16 16', class: 'mk-swatch', 'aria-hidden': 'true' }, ...parts);
const notchShape = () => svg('polygon', { points: notchPoints(8, 8, 5).map((point) => point.join()).join(' '),
  class: 'mk-notch' });

/** The dot of what is not spoken of. */
export const quietSign = () => markPicture(svg('circle', { cx: 8, cy: 8, r: 2.6, class: 'mk-quiet' }));

/** The notch as a sign for the legend. */
export const notchSign = () => markPicture(svg('circle', { cx: 8, cy: 8, r: 5, fill: 'currentColor' }), notchShape());

/** The shape and colour of a kind as a small picture for lists and legend; with its notch where it is `disputed`. */
export function swatch(kind, disputed) {
  return markPicture(markOutline(kind, { fill: safeColour(kind.colour) }), ...(disputed ? [notchShape()] : []));
}

/** The mark of a kind as a side has it: hollow and crossed by who only denies, notched by who is against otherwise. */
export const stanceSign = (kind, { stances, against }) =>
  (stances.every((stance) => stance === 'denies') ? crossedSign(kind) : swatch(kind, against));

/** The mark of what is denied: hollow, crossed by one stroke. */
export function crossedSign(kind) {
  return markPicture(markOutline(kind, { fill: 'none', stroke: safeColour(kind.colour), 'stroke-width': 1.6 }),
    svg('path', { d: 'M2.5 13.5 13.5 2.5', class: 'mk-crossed' }));
}

export const radius = (count) => Math.min(22, 6 * Math.sqrt(count));

const CELL_MAX = 28;                               // pixels of a disc's radius
const CELL_MIN = 2.5;

/** Side of a cell in pixels, on a picture of this scale. */
export const cellSide = ({ frame }, view) => view.scale / 2 ** frame.zoom;

/**
 * The radius of a disc, between a dot and what the cell holds. It grows with the count while that is small beside the
 * largest, and with its logarithm above; the largest is that of all time, so sizes can be compared while time moves.
 */
export function cellRadius(model, count) {
  const most = Math.min(CELL_MAX, cellSide(model, model.grid.view) / 2 - 1), least = Math.min(CELL_MIN, most);
  const few = Math.max(1, Math.sqrt(model.top) / 8);
  return least + (most - least) * Math.log1p(count / few) / Math.log1p(model.top / few);
}

/** How large a mark is drawn that holds so many. */
export const sizeOf = ({ model }, count) => (model.frame ? cellRadius(model, count) : radius(count));
