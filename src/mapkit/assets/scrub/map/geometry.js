// Lines and rings in world coordinates and in pixels.

import { EARTH_M } from '../constants.js';
import { linePoints } from '../data/lines.js';
import { worldX, worldY } from '../data/mercator.js';
import { clamp } from '../numbers.js';

/** Rings and lines of a GeoJSON geometry, whose `lines` may be texts, in world coordinates, each with its box. */
export function partsOf(geometry) {
  const parts = [];
  const { type, lines, coordinates: c = lines, geometries } = geometry || {};
  if (type === 'LineString') parts.push(part(c, false));
  else if (type === 'MultiLineString') for (const line of c) parts.push(part(line, false));
  else if (type === 'Polygon') for (const ring of c) parts.push(part(ring, true));
  else if (type === 'MultiPolygon') for (const p of c) for (const ring of p) parts.push(part(ring, true));
  else if (type === 'GeometryCollection') for (const g of geometries) parts.push(...partsOf(g));
  return parts.filter((p) => p.xy.length >= 4);
}

function part(told, closed) {
  const points = typeof told === 'string' ? linePoints(told) : told;
  const xy = new Float64Array(points.length * 2);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  points.forEach(([lon, lat], i) => {
    const x = xy[2 * i] = worldX(lon), y = xy[2 * i + 1] = worldY(lat);
    box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
  });
  return { xy, box, closed };
}

/** Which sides of the canvas a pixel lies beyond, as bits. */
function side(x, y, view) {
  return (x < -9 ? 1 : x > view.width + 9 ? 2 : 0) | (y < -9 ? 4 : y > view.height + 9 ? 8 : 0);
}

/**
 * Add one part to the path. Points closer than half a pixel are skipped; of a run that stays beyond one side
 * of the canvas only the last point is kept: the shape inside the canvas stays the same.
 */
function trace(ctx, { xy, closed }, view, copy) {
  const last = xy.length - 2;
  let px = 0, py = 0, run = 0, held = false;
  for (let i = 0; i <= last; i += 2) {
    const x = (xy[i] + copy) * view.scale - view.left, y = xy[i + 1] * view.scale - view.top;
    const beyond = side(x, y, view);
    if (i === 0) ctx.moveTo(x, y);
    else if (beyond & run) { held = true; px = x; py = y; run &= beyond; continue; }
    else {
      if (held) { ctx.lineTo(px, py); held = false; }
      else if (i < last && Math.abs(x - px) + Math.abs(y - py) < 0.5) continue;
      ctx.lineTo(x, y);
    }
    px = x; py = y; run = beyond;
  }
  if (held) ctx.lineTo(px, py);
  if (closed) ctx.closePath();
}

export function tracePart(ctx, p, view) {
  for (const copy of [-1, 0, 1]) {
    const inside = (p.box[2] + copy) * view.scale >= view.left
      && (p.box[0] + copy) * view.scale <= view.left + view.width
      && p.box[3] * view.scale >= view.top && p.box[1] * view.scale <= view.top + view.height;
    if (inside) trace(ctx, p, view, copy);
  }
}

/** Pixel of a world point on the copy of the world nearest to the middle of the view. */
export function pixelX(x, view) {
  const middle = (view.left + view.width / 2) / view.scale;
  return (x + Math.round(middle - x)) * view.scale - view.left;
}
export const pixelY = (y, view) => y * view.scale - view.top;
export const metresPerPixel = (lat, view) => EARTH_M * Math.cos(lat * Math.PI / 180) / view.scale;

export function distanceToPart({ xy, closed }, px, py, view) {
  let best = Infinity;
  const n = xy.length / 2, shiftX = Math.round((view.left + px) / view.scale - xy[0]);
  for (let i = 0; i + 1 < n; i++) {
    const ax = (xy[2 * i] + shiftX) * view.scale - view.left - px, ay = xy[2 * i + 1] * view.scale - view.top - py;
    const bx = (xy[2 * i + 2] + shiftX) * view.scale - view.left - px, by = xy[2 * i + 3] * view.scale - view.top - py;
    const dx = bx - ax, dy = by - ay;
    const t = clamp(-(ax * dx + ay * dy) / (dx * dx + dy * dy || 1), 0, 1);
    best = Math.min(best, Math.hypot(ax + t * dx, ay + t * dy));
  }
  return closed || n > 1 ? best : Infinity;
}

export function insideParts(parts, x, y) {
  let inside = false;
  for (const { xy, closed } of parts) {
    if (!closed) continue;
    for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
      const crosses = (xy[i + 1] > y) !== (xy[j + 1] > y)
        && x < (xy[j] - xy[i]) * (y - xy[i + 1]) / (xy[j + 1] - xy[i + 1]) + xy[i];
      if (crosses) inside = !inside;
    }
  }
  return inside;
}
