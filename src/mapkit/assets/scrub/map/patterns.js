// How states look: a pattern each, in slate, so that hues are left to kinds. As `drawing/patterns.py` in mapkit has it.

const stroke = (width, { dash = [], shade = 'slate-3', round_ends = false } = {}) =>
  ({ width, dash, shade, round_ends });
const area = (fill, alpha, edge, hatched = false) => ({ fill, alpha, edge, hatched });
const dot = (fill, edge, { square = false, bar = '', bar_shade = 'slate-3', core = 0 } = {}) =>
  ({ fill, edge, square, bar, bar_shade, core });

export const PALER = 0.45;                         // the opacity of what only possibly holds
export const HATCH = 7;                            // pixels from one line of a hatched area to the next
export const DOT = 5;                              // radius of the sign of a point
export const RING = 0.7;                           // strokes of a ring around a mark, beside those of a line
export const INNER = 'land';                       // the shade that is no slate
export const LINES = {
  pale: [stroke(5), stroke(3, { shade: INNER })],
  hatched: [stroke(3.4, { dash: [7, 4] })],
  barred: [stroke(2.4, { shade: 'slate-4' }), stroke(9, { dash: [2.2, 7], shade: 'slate-4' })],
  outlined: [stroke(5, { dash: [5, 3.5] }), stroke(2.8, { shade: INNER })],
  solid: [stroke(1.4), stroke(6, { dash: [6, 9] })],
  dotted: [stroke(3.4, { dash: [0.1, 6.5], round_ends: true })],
  framed: [stroke(1.4), stroke(7, { dash: [1.6, 12] })],
};
export const AREAS = {
  pale: area('slate-1', 0.7, stroke(1.2, { shade: 'slate-2' })),
  hatched: area('', 1, stroke(1.2), true),
  barred: area('slate-4', 0.55, stroke(2, { shade: 'slate-4' })),
  outlined: area('', 1, stroke(1.4, { dash: [5, 3.5] })),
  solid: area('slate-2', 0.5, stroke(1.4)),
  dotted: area('slate-1', 0.35, stroke(2.4, { dash: [0.1, 5], round_ends: true })),
  framed: area('', 1, stroke(2.6)),
};
export const DOTS = {
  pale: dot('slate-1', stroke(1.2)),
  hatched: dot(INNER, stroke(1.4), { bar: 'slant' }),
  barred: dot('slate-4', stroke(1, { shade: 'slate-4' }), { bar: 'flat', bar_shade: INNER }),
  outlined: dot(INNER, stroke(1.4, { dash: [2.6, 1.9] })),
  solid: dot('slate-3', stroke(1), { square: true }),
  dotted: dot(INNER, stroke(1.7, { dash: [0.1, 3], round_ends: true }), { core: 1.6 }),
  framed: dot(INNER, stroke(2), { square: true }),
};
export const OVER_LINE = stroke(1);
export const OVER_DOT = dot(INNER, stroke(1), { square: true, bar: 'slant' });
