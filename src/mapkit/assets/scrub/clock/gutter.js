// The gutter beside the track: as wide as the longest name of a lane, up to a bound beyond which names wrap.

import { spotName } from '../map/hit_test.js';

const LEAST = 132;                                 // pixels
const MAX_PX = 264;
const SHARE = 0.3;                                 // of the clock
const PADDING = 16;

let ruler = null;                                  // measures names; it is in no page

export function fitGutter(app) {
  const { clock, theme } = app, names = clock.lanesOf === 'speakers' ? app.island.speakers.map(({ label }) => label)
    : app.sites.filter((site) => site.states.length).map(({ index }) => spotName(app, { site: index }));
  ruler = ruler || document.createElement('canvas').getContext('2d');
  ruler.font = `12px ${theme.font}`;
  const widths = names.map((name) => ruler.measureText(name).width);
  const bound = Math.max(LEAST, Math.min(MAX_PX, clock.element.clientWidth * SHARE));
  const wide = Math.ceil(Math.min(bound, Math.max(LEAST, ...widths.map((width) => width + PADDING))));
  clock.element.style.setProperty('--mk-gutter', `${wide}px`);
}
