// Days and pixels of the track.

import { clamp } from '../numbers.js';

export const dayAt = (clock, x) => Math.round(clock.view[0] + x / clock.width * (clock.view[1] - clock.view[0]));

export const xOf = (clock, day) => (day - clock.view[0]) / (clock.view[1] - clock.view[0]) * clock.width;

/** Where days lie in a bar as wide as the track, as styles. */
export function spanStyle({ view: [first, last] }, [start, end]) {
  const [a, b] = [start, end].map((day) => clamp((day - first) / (last - first), 0, 1) * 100);
  return { left: `${a}%`, width: `${b - a}%` };
}

export const isZoomed = ({ view, domain }) => view[0] > domain[0] || view[1] < domain[1];
