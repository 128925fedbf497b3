// Lines of the basemap, which come as texts (`mapkit.webmap.lines`).

const FIRST_LETTER = 63;
const LETTERS = 32;                                // above these, another letter follows

/** The points of a line, as longitude and latitude in degrees. */
export function linePoints(text) {
  const unit = 10 ** text[0], points = [], at = [0, 0];
  let number = 0, share = 1, side = 0;
  for (let k = 1; k < text.length; k++) {
    const part = text.charCodeAt(k) - FIRST_LETTER;
    number += part % LETTERS * share;
    share *= LETTERS;
    if (part >= LETTERS) continue;
    at[side] += number % 2 ? -(number + 1) / 2 : number / 2;
    if (side) points.push(at.map((whole) => whole / unit));
    number = 0; share = 1; side = 1 - side;
  }
  return points;
}
