// The layers of the map, and what frames and timers paint.

import { showStuck } from './clock/clock.js';
import { layoutClock, renderClock } from './clock/histogram.js';
import { refreshLanes } from './clock/lanes.js';
import { refreshBar } from './bar/bar.js';
import { renderHead } from './head.js';
import { refreshLegend } from './legend.js';
import { paintBase } from './map/basemap.js';
import { canvasLayer } from './map/canvas_layer.js';
import { paintLabels } from './map/labels.js';
import { paintLit } from './map/marks.js';
import { paintMarks } from './map/paint.js';
import { paintSites } from './map/sites.js';
import { renderPanel } from './panel/panel.js';
import { renderStory } from './story.js';

export function addLayers(app) {
  const { L, map } = app;
  const drawn = { base: paintBase, sites: paintSites, marks: paintMarks, lit: paintLit, labels: paintLabels };
  const heights = { base: 150, sites: 410, marks: 450, lit: 455, labels: 460 };
  app.layers = {};
  for (const [name, paint] of Object.entries(drawn)) {
    app.layers[name] = canvasLayer(L, `mk-${name}`, heights[name], (ctx, view) => paint(app, ctx, view)).addTo(map);
  }
}

/** What frames and timers paint, by name. */
export function painters(app) {
  const layer = (name) => () => app.layers[name].paint();
  return {
    base: layer('base'), sites: layer('sites'), marks: layer('marks'), lit: layer('lit'),
    labels: layer('labels'),
    track: () => { layoutClock(app); refreshLanes(app); },
    clock: () => { renderClock(app); renderStory(app); if (!app.clock.drag && !app.clock.playing) showStuck(app); },
    legend: () => refreshLegend(app),
    panel: () => { renderPanel(app); renderHead(app); },
    bar: () => refreshBar(app),
  };
}
