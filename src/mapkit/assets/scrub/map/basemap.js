// The basemap: land, waters, borders, as they were on the window's last day.

import { ABSENT, ALWAYS, OVER, POSSIBLY, standing } from '../data/standing.js';
import { partsOf, tracePart } from './geometry.js';
import { PALER } from './patterns.js';

export const DASH = [6, 4];
export const ENDED_DASH = [1.5, 3];                // unlike a border, a river, or a line that stands

function featureOf({ properties, geometry }) {
  const p = properties || {}, { start, sure_start, sure_end, end } = p;
  return {
    parts: partsOf(geometry), rank: Number(p.rank) || 0, kind: p.kind, about: p,
    point: geometry && geometry.type === 'Point' ? geometry.coordinates : null,
    names: p.names || (p.name ? { en: [p.name] } : {}),
    span: p.until_words === undefined ? ALWAYS : { start, sure_start, sure_end, end },
  };
}

export function readContext(context) {
  const world = {};
  for (const name of ['land', 'lakes', 'rivers', 'borders', 'disputed', 'places']) {
    world[name] = ((context && context[name] && context[name].features) || []).map(featureOf);
  }
  world.timed = Object.values(world).flat().filter((f) => f.span !== ALWAYS);
  return world;
}

function drawParts(ctx, features, view, finish) {
  ctx.beginPath();
  for (const f of features) for (const p of f.parts) tracePart(ctx, p, view);
  finish();
}

export function paintBase(app, ctx, view) {
  const { world, theme, state: { window } } = app;
  const there = (features) => features.filter((f) => standing(f.span, window) > OVER);
  const fill = (features, colour) => drawParts(ctx, features, view, () => {
    ctx.fillStyle = colour; ctx.fill('evenodd');
  });
  const line = (features, colour, width, dash) => drawParts(ctx, features, view, () => {
    ctx.strokeStyle = colour; ctx.lineWidth = width; ctx.setLineDash(dash || []); ctx.stroke();
  });
  const land = there(world.land), lakes = there(world.lakes);
  ctx.lineJoin = ctx.lineCap = 'round';
  for (const f of land) fill([f], theme.land);     // one by one: lands that touch must not cut each other out
  if (land.length) line(land, theme.river, 0.75);
  line(there(world.rivers).filter((f) => view.zoom >= f.rank - 1), theme.river, view.zoom > 8 ? 1.3 : 0.8);
  for (const f of lakes) fill([f], theme.lake);
  line(lakes, theme.river, 0.75);
  line(there(world.borders), theme.border, view.zoom > 7 ? 1.2 : 0.8);
  ctx.lineCap = 'butt';
  paintDisputed(app, ctx, view, fill, line);
  ctx.setLineDash([]);
}

/** An area's own line comes as a feature beside it, so the area itself is only tinted. What is over is a hairline. */
function paintDisputed({ world, theme, state: { window } }, ctx, view, fill, line) {
  for (const feature of world.disputed) {
    const found = standing(feature.span, window), area = feature.kind === 'area';
    if (found === ABSENT || (area && found === OVER)) continue;
    ctx.globalAlpha = (area ? 0.07 : 1) * (found === POSSIBLY ? PALER : 1);
    if (area) fill([feature], theme.disputed);
    else if (found === OVER) line([feature], theme.disputed, 1, ENDED_DASH);
    else line([feature], theme.disputed, view.zoom > 7 ? 1.4 : 1, DASH);
  }
  ctx.globalAlpha = 1;
}
