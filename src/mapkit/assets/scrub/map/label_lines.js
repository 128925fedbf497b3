// The lines of a label: the name, wrapped, and below it the local names.

import { beside, labelOf, localOf } from '../dom.js';

const WIDEST = 170;                                // pixels of a line
const LEADING = 1.2;
const ELLIPSIS = '\u2026';

/** A text in at most so many lines; what is longer than a line or than all of them ends in an ellipsis. */
function wrapLines(measure, text, widest, most) {
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && measure(longer) <= widest) lines[lines.length - 1] = longer; else lines.push(word);
  }
  const kept = lines.length > most ? [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')] : lines;
  return kept.map((line) => cutTo(measure, line, widest));
}

/** The longest start of a text that fits, with an ellipsis; all of it where that fits. */
function cutTo(measure, text, widest) {
  if (measure(text) <= widest) return text;
  const signs = [...text];
  let fits = 0, beyond = signs.length;
  while (beyond - fits > 1) {
    const middle = (fits + beyond) >> 1;
    if (measure(signs.slice(0, middle).join('').trimEnd() + ELLIPSIS) <= widest) fits = middle; else beyond = middle;
  }
  return signs.slice(0, fits).join('').trimEnd() + ELLIPSIS;
}

/** Names in one line, else one above the other, each in at most two. */
function nameLines(ctx, names, style) {
  ctx.font = style.font;
  const measure = (text) => ctx.measureText(text).width, together = beside(names);
  const texts = measure(together) <= WIDEST ? [together] : names.flatMap((one) => wrapLines(measure, one, WIDEST, 2));
  return texts.map((text) => ({ text, ...style, width: measure(text), height: style.size * LEADING }));
}

const labelBlock = (lines) => ({ lines, width: Math.max(...lines.map((line) => line.width)),
  height: lines.reduce((sum, line) => sum + line.height, 0) });

const styleOf = (weight, size, family, local) => ({ font: `${weight} ${size}px ${family}`, size, local });

/** A label as blocks of lines: `bare` is the name alone, `full` with its local names, null where there are none. */
export function labelBlocks(ctx, { names, weight, size }, { state, island, theme }) {
  const main = nameLines(ctx, labelOf(names, state.labels), styleOf(weight, size, theme.font, false));
  const local = localOf(names, state.labels, island.local);
  const below = local.length ? nameLines(ctx, local, styleOf(400, 11, theme.font, true)) : [];
  return { bare: labelBlock(main), full: below.length ? labelBlock([...main, ...below]) : null };
}
