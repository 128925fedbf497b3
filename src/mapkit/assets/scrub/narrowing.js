// What the reader asks beside window and box: set, switched, cleared; then all is counted, drawn and told.

import { receiveCounts } from './bar/value_counts.js';
import { askedText, readAsked } from './data/asked.js';
import { hostedText, setFilter } from './data/filter.js';
import { hostedPart } from './data/filters.js';
import { fitting } from './data/fitting.js';
import { request } from './frame.js';
import { openedOtherwise, settle } from './host.js';
import { seeThrough } from './lens.js';
import { filterText } from './sentence.js';

/** Whether somebody answers what the page cannot. */
export const isServed = ({ options }) => Boolean(options.requestTexts);

/** Ask in one part, all else as it is; a value of null, false or an empty list asks nothing there. */
export function setAsked(app, part, value) {
  const asked = { ...app.state.asked, [part]: value };
  if (value == null || value === false || value.length === 0) delete asked[part];
  askAnew(app, { asked });
}

/** Only this of a part of ids; pressed again, all. */
export function switchOnly(app, part, id) {
  const only = [[id]], now = app.state.asked[part];
  setAsked(app, part, JSON.stringify(now) === JSON.stringify(only) ? null : only);
}

export const setCertain = (app, certainOnly) => askAnew(app, { certainOnly });

/** The box that a link narrowed the atlas to is dropped. */
export const dropBox = (app) => askAnew(app, { boxed: false });

export const clearAsked = (app) => askAnew(app, { asked: {}, certainOnly: false, boxed: false });

/** Ask all of this at once. */
export const askAll = (app, asked, certainOnly) => askAnew(app, { asked, certainOnly });

function askAnew(app, change) {
  Object.assign(app.state, change);
  refilter(app);
  settle(app);
}

// What the host says: rows that pass what only it can answer, and what that is; the box of a link, with its words; of a
// large atlas what its counts are of.
const HOST_SAYS = ['shown', 'shownFor', 'fixed', 'words', 'view'];

export function hearOfFilters(app, part) {
  const told = HOST_SAYS.filter((name) => name in part);
  for (const name of told) app.options[name] = part[name];
  if (told.length) refilter(app);
  if (part.valueCounts) receiveCounts(app, part.valueCounts);
  if (part.values) { Object.assign(app.ownValues, part.values); request(app, 'bar'); }
}

/** Count anew by what is asked; what only the host can answer is awaited. */
function refilter(app) {
  const { options, root } = app;
  const waits = app.cubes ? filterText(app) !== (options.view || '') : hostedText(app) !== (options.shownFor || '');
  if (waits && isServed(app)) root.dataset.counting = '';
  else if (!app.cubes) delete root.dataset.counting;
  if (seeThrough(app)) request(app, 'panel', 'legend');
  setFilter(app);
  request(app, 'counts', 'base', 'sites', 'labels', 'track', 'bar');
}

/** Ask what a link asks; what of it nobody here can answer is left out, and given back in words. */
export function openAsked(app) {
  const { asked, odd } = readAsked(app.options.initial?.asked || ''), found = fitting(asked, app.island), words = [];
  app.state.asked = found.asked;
  if (found.left.length) {
    words.push(`This atlas has no ${found.left.join(', no ')}: the link\u2019s filter does without.`);
  }
  if (odd.length) words.push(`The link\u2019s ${odd.join(', ')} cannot be shown here and is left out.`);
  return [...words, ...withoutHost(app)];
}

/** Tell the host where what is open is not what it believes: a part of a link was left out, or it has to answer one. */
export function tellNews(app) {
  const { state, options: { initial, shownFor }, cubes } = app;
  const asAsked = askedText(state.asked) === (initial?.asked || '') && (cubes || hostedText(app) === (shownFor || ''));
  if (asAsked && !openedOtherwise(app)) return;
  app.told = null;
  settle(app);
}

/** In a file nobody else answers: what it does not hold cannot be asked. */
function withoutHost(app) {
  if (isServed(app)) return [];
  const { asked } = app.state, missing = app.cubes ? countedAlone(asked) : hostedPart(app.filters, asked);
  const names = Object.keys(missing);
  if (!names.length) return [];
  app.state.asked = Object.fromEntries(Object.entries(asked)
    .map(([name, value]) => [name, Array.isArray(value) ? value.filter((one) => !missing[name]?.includes(one)) : value])
    .filter(([name, value]) => !(missing[name] && (value === missing[name] || !value.length))));
  return [`This file does not hold what the link\u2019s ${askedText(missing)} asks for, which is left out.`];
}

/** Of counts by squares all but the kinds. */
const countedAlone = (asked) => Object.fromEntries(Object.entries(asked).filter(([name]) => name !== 'kind'));
