// The basemap: land, waters, borders.

import { OPEN_END, OPEN_START } from '../constants.js';
import { overlaps } from '../data/days.js';
import { partsOf, tracePart } from './geometry.js';

function featureOf({ properties, geometry }) {
  const p = properties || {};
  return {
    parts: partsOf(geometry), rank: Number(p.rank) || 0, kind: p.kind,
    point: geometry && geometry.type === 'Point' ? geometry.coordinates : null,
    names: p.names || (p.name ? { en: [p.name] } : {}),
    start: p.start ?? OPEN_START, end: p.end ?? OPEN_END + 1,
  };
}

export function readContext(context) {
  const world = {};
  for (const name of ['land', 'lakes', 'rivers', 'borders', 'disputed', 'places']) {
    world[name] = ((context && context[name] && context[name].features) || []).map(featureOf);
  }
  world.timed = Object.values(world).flat().filter((f) => f.start > OPEN_START || f.end <= OPEN_END);
  return world;
}

function drawParts(ctx, features, view, window, finish) {
  ctx.beginPath();
  for (const f of features) {
    if (overlaps(f.start, f.end, window)) for (const p of f.parts) tracePart(ctx, p, view);
  }
  finish();
}

export function paintBase(app, ctx, view) {
  const { world, theme, state: { window } } = app;
  const fill = (features, colour) => drawParts(ctx, features, view, window, () => {
    ctx.fillStyle = colour; ctx.fill('evenodd');
  });
  const line = (features, colour, width, dash) => drawParts(ctx, features, view, window, () => {
    ctx.strokeStyle = colour; ctx.lineWidth = width; ctx.setLineDash(dash || []); ctx.stroke();
  });
  ctx.lineJoin = ctx.lineCap = 'round';
  for (const f of world.land) fill([f], theme.land);   // one by one: lands that touch must not cut each other out
  if (world.land.length) line(world.land, theme.river, 0.75);
  line(world.rivers.filter((f) => view.zoom >= f.rank - 1), theme.river, view.zoom > 8 ? 1.3 : 0.8);
  for (const f of world.lakes) fill([f], theme.lake);
  line(world.lakes, theme.river, 0.75);
  line(world.borders, theme.border, view.zoom > 7 ? 1.2 : 0.8);
  ctx.lineCap = 'butt';
  // An area's own line comes as a feature beside it, so the area itself is only tinted.
  const areas = world.disputed.filter((f) => f.kind === 'area');
  ctx.globalAlpha = 0.07;
  for (const f of areas) fill([f], theme.disputed);
  ctx.globalAlpha = 1;
  line(world.disputed.filter((f) => f.kind !== 'area'), theme.disputed, view.zoom > 7 ? 1.4 : 1, [6, 4]);
  ctx.setLineDash([]);
}
