// Days and pixels of the track.

export const dayAt = (clock, x) => Math.round(clock.view[0] + x / clock.width * (clock.view[1] - clock.view[0]));

export const xOf = (clock, day) => (day - clock.view[0]) / (clock.view[1] - clock.view[0]) * clock.width;

export const isZoomed = ({ view, domain }) => view[0] > domain[0] || view[1] < domain[1];
