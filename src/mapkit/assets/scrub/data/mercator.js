// Web Mercator: degrees to 0..1 and back.

export const worldX = (lon) => lon / 360 + 0.5;

/** Web-mercator y in 0..1 from the north. */
export function worldY(lat) {
  const sine = Math.sin(Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Longitude of web-mercator x, latitude of web-mercator y, both in 0..1. */
export const lonOf = (x) => (x - 0.5) * 360;
export const latOf = (y) => Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI;
