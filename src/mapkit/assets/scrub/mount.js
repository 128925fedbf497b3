// Mounting on a map, updates, the end: the entry, from which all other parts are found.

import { newApp } from './app.js';
import { makeSeek } from './bar/frame_search.js';
import { makeNamesMenu, setLabels } from './bar/names.js';
import { refuse } from './broken.js';
import { makeBegun } from './clock/begun.js';
import { makeClock } from './clock/clock.js';
import { layoutBars, layoutClock, renderClock } from './clock/histogram.js';
import { keepPast, stopPlay } from './clock/play.js';
import { setWindow } from './clock/window.js';
import { answerCarried } from './cubes/embedded.js';
import { showKinds, updateCubes } from './cubes/new_model.js';
import { ask, askAhead, askSoon } from './cubes/requests.js';
import { compareButton, openBeside, toggleBeside } from './compare/beside.js';
import { comparedFace } from './compare/lists.js';
import { IslandError } from './data/columns.js';
import { setFilter } from './data/filter.js';
import { soonReady } from './data/model.js';
import { closedWindow } from './data/standing.js';
import { tally } from './data/tally.js';
import { makeBar, openBar } from './bar/bar.js';
import { button, el } from './dom.js';
import { showEmpty } from './edit/empty.js';
import { openPick, pickAt, setPick } from './edit/pick.js';
import { render, request } from './frame.js';
import { makeHead } from './head.js';
import { settle, soon, speak, stateOf, tellPosition, unsaid } from './host.js';
import { onAnyKey } from './keys.js';
import { addLayers, painters } from './layers.js';
import { makeLegend } from './legend.js';
import { isDark, readTheme } from './map/canvas_layer.js';
import { spotsAt } from './map/hit_test.js';
import { watchLabels } from './map/labels.js';
import { hearOfFilters, openAsked, tellNews } from './narrowing.js';
import { showBox, showRegion } from './navigate.js';
import { openInitial, openRow, openSite } from './open.js';
import { spotCard } from './panel/card.js';
import { pagedFace } from './panel/cell_card.js';
import { aboutFace, chapterFace } from './panel/chapters.js';
import { incidentView } from './panel/incident_card.js';
import { newPages } from './panel/incident_pages.js';
import { incidentFace } from './panel/list.js';
import { lightUp } from './panel/lit.js';
import { closePanel, isCard, makePanel, openFace, renderPanel } from './panel/panel.js';
import { overview } from './panel/places.js';
import { setSheet } from './panel/sheet.js';
import { trayList } from './panel/tray_list.js';
import { TRAYS } from './panel/trays.js';
import { openAt, showTip, watchRegions } from './pointer.js';
import { watchSize } from './resize.js';
import { seeThrough } from './lens.js';
import { readLink } from './link.js';
import { keptInAddress } from './saved_page.js';
import { shareButton } from './share/share.js';
import { measure } from './size.js';
import { makeStory } from './story.js';
import './truncated.js';

function buildRoot(app, container) {
  const { map } = app, mapElement = map.getContainer();
  app.clock = makeClock(app);
  app.panel = makePanel(app, {
    incidents: app.cubes ? pagedFace : incidentFace, compared: comparedFace, overview,
    chapters: chapterFace, about: aboutFace,
    incident: incidentView, spot: spotCard, ...Object.fromEntries(TRAYS.map((tray) => [tray, trayList])),
  });
  if (app.cubes) app.pages = newPages(app);
  app.placesButton = button('List of incidents, places and chapters', { text: 'List',
    class: 'mk-menu-button mk-places-button', on: { click: (e) => openFace(app, app.panel.face, e) } });
  app.head = makeHead(app);
  app.begun = makeBegun(app);
  const bar = makeBar(app);
  const alone = app.options.companion ? [] : [makeNamesMenu(app), compareButton(app), shareButton(app), makeSeek(app),
    app.placesButton];
  app.top = el('div', { class: 'mk-top' }, bar, alone);
  app.story = makeStory(app);
  app.legend = makeLegend(app);
  const more = `${app.page ? ' mk-page' : ''}${app.options.companion ? ' mk-companion' : ''}`;
  app.root = el(app.page ? 'main' : 'div', { class: `mk-root${more}`, 'data-size': 'wide' },
    app.head, app.top, skipLink(app), app.mapArea, app.panel.element, app.legend, app.clock.element, app.voice);
  if (mapElement.parentNode === container) container.replaceChild(app.root, mapElement);
  else container.append(app.root);
  const credits = [...(app.island.credits || []), app.island.licence].filter(Boolean).join(' \u00b7 ');
  const thanks = el('details', { class: 'mk-credits', hidden: !credits }, el('summary', { dir: 'auto' }, credits));
  app.mapArea.append(mapElement, thanks, ...[app.story].filter(Boolean), app.begun, app.tip, app.note, app.busy);
  showEmpty(app);
  mapElement.setAttribute('role', 'application');
  mapElement.setAttribute('aria-label',
    `Map: ${app.island.title || ''}. Arrow keys move it, plus and minus zoom. The list has all that it shows.`);
  if (map.attributionControl) map.attributionControl.setPrefix(false);
}

/** For keys: over the map and the list, to the clock. */
const skipLink = ({ clock }) => button('', { text: 'Skip to the clock', class: 'mk-skip',
  on: { click: () => clock.play.focus() } });

/** Light or dark, read from where the root stands, not from the window. */
function retheme(app) {
  app.root.dataset.theme = isDark(app.root) ? 'dark' : 'light';
  app.theme = readTheme(app.root);
}

function watch(app) {
  app.onScheme = () => { retheme(app); layoutClock(app); request(app, 'base', 'sites', 'marks', 'labels', 'clock'); };
  app.scheme.addEventListener('change', app.onScheme);
  watchLabels(app, () => request(app, 'labels'));
  watchSize(app);
}

function openView(app) {
  const { map, island, options } = app, initial = options.initial || {};
  map.options.zoomSnap = 0.25;                     // nothing here is a tile: the home box may fill the map
  if (!Number.isFinite(map.getMaxZoom())) map.setMaxZoom(17);
  map.setMinZoom(Math.max(1, map.getMinZoom()));
  map.invalidateSize({ animate: false, pan: false });
  if (initial.center && initial.zoom != null) map.setView(initial.center, initial.zoom, { animate: false });
  else if (initial.box) showBox(app, initial.box);
  else showRegion(app, island.home);
}

/** The first window, counted and said before the map is fitted: the clock's height is then final. */
function openClock(app) {
  const { clock, island, options: { initial = {} } } = app;
  layoutClock(app);
  if (initial.over) keepPast(app, true);
  setWindow(app, closedWindow(initial.window || island.window || clock.domain, island.lastDay));
  tally(app.model, app.counts, app.state.window, app.state.certainOnly);
  renderClock(app);
}

function listen(app) {
  const { map, root } = app;
  app.handlers = {
    click: (event) => {
      const spots = spotsAt(app, event.containerPoint, event.originalEvent.pointerType === 'touch');
      app.tip.hidden = true; app.hover = null;
      if (pickAt(app, event)) return;
      if (spots.length) openAt(app, spots, event.originalEvent); else if (isCard(app.panel)) closePanel(app);
    },
    moveend: () => {
      tellPosition(app);
      if (app.cubes) { showKinds(app); askSoon(app); } else layoutBars(app);
      request(app, 'legend', 'panel');
      settle(app);
    },
    mousemove: (event) => {
      app.hover = event;
      if (!app.hovering) app.hovering = requestAnimationFrame(() => { app.hovering = 0; showTip(app); });
    },
    mouseout: () => { app.hover = null; app.tip.hidden = true; lightUp(app, null); },
    movestart: () => { app.tip.hidden = true; },
    move: () => askAhead(app),
    zoomanim: (event) => askAhead(app, event),
  };
  map.on(app.handlers);
  watchRegions(app);
  app.onVisible = () => { if (!document.hidden) request(app); };
  document.addEventListener('visibilitychange', app.onVisible);
  root.addEventListener('keydown', (event) => {
    onAnyKey(app, event);
    if (event.key !== 'Escape' || !(isCard(app.panel) || root.classList.contains('mk-open'))) return;
    event.preventDefault();
    closePanel(app);
  });
}

function makeHandle(app) {
  return {
    update(part) { if (!app.dead) update(app, part || {}); },
    destroy() { destroy(app); },
  };
}

/** Only what is named changes; pan, zoom, window and the open card stay otherwise. */
function update(app, part) {
  const waiting = unsaid(app);
  retheme(app);
  hearOfFilters(app, part);
  if ('pick' in part) setPick(app, part.pick);
  if (app.cubes) updateCubes(app, part);
  if (part.texts) app.texts = Object.assign(app.texts || {}, part.texts);
  if (part.labels) setLabels(app, part.labels);
  if (part.window && !app.clock.drag && !app.clock.playing) setWindow(app, part.window);
  if (part.box) showBox(app, part.box);
  if ('site' in part) openSite(app, part.site);
  request(app, 'counts', 'base', 'sites', 'labels');
  render(app);
  renderPanel(app);
  soon(app);
  if (!waiting) app.told = JSON.stringify(stateOf(app));        // the host knows what it has just said
  if (part.open && openRow(app, part.open.row, null, part.open.entry)) app.root.scrollIntoView();
}

function destroy(app) {
  if (app.dead) return;
  app.dead = true;
  if (app.beside && !app.options.companion) destroy(app.beside.other);
  cancelAnimationFrame(app.frame);
  if (app.cubes) {
    for (const timer of [app.cubes.timer, app.cubes.late, app.pages.timer, app.pages.late]) clearTimeout(timer);
  }
  for (const name of ['note', 'panel', 'rest', 'voice', 'tell', 'text', 'begun', 'counts']) {
    clearTimeout(app[`${name}Timer`]);
  }
  app.resize.disconnect();
  app.scheme.removeEventListener('change', app.onScheme);
  document.removeEventListener('visibilitychange', app.onVisible);
  document.removeEventListener('keydown', app.onSlash);
  stopPlay(app, app.clock);
  app.map.off(app.handlers);
  for (const layer of Object.values(app.layers)) layer.remove();
  for (const badge of app.badges || []) badge.element.remove();
  app.root.replaceWith(app.map.getContainer());
}

function mount(given) {
  let app;
  try { app = newApp({ ...given, options: given.options || {} }); } catch (error) {
    const why = error instanceof IslandError ? error : new IslandError('they are damaged');
    return refuse(given.container, given.map, why);
  }
  mountApp(app, given.container);
  return makeHandle(app);
}

/** Another map beside one that is mounted. */
function mountBeside(given) {
  const app = newApp(given);
  mountApp(app, given.container);
  return app;
}

function mountApp(app, container) {
  app.besides = { open: mountBeside, close: destroy, toggle: toggleBeside };
  app.paint = painters(app);
  if (app.carried) app.options.requestCube = (asked) => answerCarried(app, asked);
  app.notices = openAsked(app);
  seeThrough(app);
  buildRoot(app, container);
  setFilter(app);
  watch(app);
  retheme(app);
  measure(app);
  setSheet(app, 'peek');
  openClock(app);
  openView(app);
  addLayers(app);
  render(app);
  listen(app);
  tellPosition(app);
  renderPanel(app);
  openPick(app);
  openInitial(app, app.options.initial || {});
  clearTimeout(app.tellTimer);
  app.told = JSON.stringify(stateOf(app));
  tellNews(app);
  openBar(app);
  speak(app);
  if (app.cubes) ask(app);
  if (app.options.initial?.beside) openBeside(app, readLink(app.options.initial.beside));
  soonReady(app);
}

/** A saved folium page: the island stands in a script element, the map fills the page. */
function openFolium(map, islandElementId) {
  const container = map.getContainer().parentNode, source = document.getElementById(islandElementId);
  let island;
  try { island = JSON.parse(source.textContent); } catch { island = null; }
  const page = container === document.body;
  if (page) {
    document.documentElement.classList.add('mk-host');
    document.documentElement.lang ||= 'en';
    document.title ||= (island && island.title) || 'Map';
  }
  const options = { page, initial: island?.opening, ...(page ? keptInAddress(island) : {}) };
  return mount({ L: globalThis.L, map, island, container, options });
}

globalThis.mapkit = { mount, openFolium };
