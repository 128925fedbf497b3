// The gutter beside the track: as wide as the longest name of a lane, up to a bound beyond which names wrap.

import { spotName } from '../map/hit_test.js';

const LEAST = 132;                                 // pixels
const MAX_PX = 264;
const SHARE = 0.3;                                 // of the clock
const PADDING = 16;

let ruler = null;                                  // measures names; it is in no page

export function fitGutter(app) {
  const { clock, theme } = app, sites = app.sites.filter((site) => site.states.length);
  ruler = ruler || document.createElement('canvas').getContext('2d');
  ruler.font = `12px ${theme.font}`;
  const widths = sites.map(({ index }) => ruler.measureText(spotName(app, { site: index })).width);
  const bound = Math.max(LEAST, Math.min(MAX_PX, clock.element.clientWidth * SHARE));
  const wide = Math.ceil(Math.min(bound, Math.max(LEAST, ...widths.map((width) => width + PADDING))));
  clock.element.style.setProperty('--mk-gutter', `${wide}px`);
}
