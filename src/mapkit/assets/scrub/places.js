// The list of places (the way in without a pointer), chapters, and the trays of what has no date or no place.

/** How many places hold something, and the fullest of them: sites with all their marks, and points of their own. */
function placesNow({ model, counts, sites, panel, cubes }) {
  const { marks } = model, limit = cubes ? CELLS_LISTED : panel.limit, ofSite = new Uint32Array(sites.length), found = [];
  let total = 0, least = 0;
  for (let m = 0; m < marks.n; m++) {
    const site = marks.site[m], count = counts.mark[m];
    if (!count) continue;
    if (site >= 0) { if (!ofSite[site]) total++; ofSite[site] += count; continue; }
    total++;
    if (count > least || found.length < limit) found.push({ site: -1, marks: [m], count });
    if (found.length >= 4 * limit) least = fullest(found, limit);
  }
  ofSite.forEach((count, site) => { if (count) found.push({ site, marks: sites[site].marks, count }); });
  fullest(found, limit);
  if (cubes) for (const place of found) if (place.site < 0) place.cell = blockOf(model, place.marks[0]);
  return { total, found };
}

/** Keep the fullest places, in order; returns the count of the least of them. */
function fullest(found, limit) {
  found.sort((a, b) => b.count - a.count || a.site - b.site || a.marks[0] - b.marks[0]);
  found.length = Math.min(found.length, limit);
  return found.length === limit ? found[limit - 1].count : 0;
}

function overview(app) {
  const { total, found: places } = placesNow(app), { window, labels } = app.state;
  const states = app.sites.filter((s) => s.states.length && isValid(s, window) && !places.some((p) => p.site === s.index));
  const key = JSON.stringify(['places', labels, total, places.map((p) => [spotKey(p), p.count]), states.map((s) => [s.index, (stateAt(s, window) || {}).state])]);
  return { key, build: () => {
    const { island } = app;
    return [
      app.page ? el('div', { class: 'mk-about' }, el('p', { class: 'mk-about-title', dir: 'auto' }, island.title), el('p', { dir: 'auto' }, island.description)) : null,
      app.carried ? el('p', { class: 'mk-soft mk-carried' }, CARRIED_WORDS) : null,
      chapterList(app),
      heading(app, total ? plural(total, app.cubes ? 'square' : 'place') : `No ${app.cubes ? 'squares' : 'places'}`, el('span', { class: 'mk-soft' }, ' in this window')),
      app.cubes && total > places.length ? el('p', { class: 'mk-soft' }, `The ${places.length} that hold most:`) : null,
      total ? el('ul', { class: 'mk-places' }, places.map((place) => placeItem(app, place)))
        : el('p', { class: 'mk-soft' }, app.model.n || app.cubes ? 'No incident in this window. Widen it, or move it with the buttons below the map.' : 'Nothing here has both a date and a place.'),
      total > places.length && !app.cubes ? moreButton(app, total - places.length) : null,
      states.length ? el('h3', { class: 'mk-label' }, 'Also on the map') : null,
      states.length ? el('ul', { class: 'mk-places' }, states.map((s) => placeItem(app, { site: s.index, marks: s.marks, count: 0 }))) : null,
    ].filter(Boolean);
  } };
}

function placeItem(app, place) {
  const site = place.site >= 0 ? app.sites[place.site] : null, state = site && stateAt(site, app.state.window);
  const kind = state && app.island.stateKinds[state.state];
  return el('li', {}, el('button', { type: 'button', class: 'mk-place', 'data-spot': spotKey(place), 'data-key': spotKey(place),
    on: { click: (event) => openSpots(app, [{ site: place.site, marks: place.marks.slice() }], event) } },
    el('span', { class: 'mk-place-name' }, text(spotName(app, place)), kind ? el('span', { class: 'mk-state-note' }, stroke(kind), text(kind.label)) : null),
    place.count ? el('span', { class: 'mk-number' }, numberWords(place.count)) : null));
}

function moreButton(app, left) {
  return button('', { text: `Show more (${numberWords(left)})`, class: 'mk-link mk-more', on: { click: () => {
    app.panel.limit += LIST_MAX * 2;
    renderPanel(app);
  } } });
}

function chapterList(app) {
  const chapters = app.island.chapters || [];
  if (!chapters.length) return null;
  return el('details', { class: 'mk-chapters' }, el('summary', {}, plural(chapters.length, 'chapter')),
    el('ol', {}, chapters.map((chapter) => el('li', {}, button('', { text: chapter.label, dir: 'auto', class: 'mk-link', on: { click: () => openChapter(app, chapter) } }),
      el('span', { class: 'mk-soft', dir: 'auto' }, windowWords(chapter.window))))));
}

/** The window and the map's box of a chapter. */
function openChapter(app, chapter) {
  stopPlay(app, app.clock);
  setWindow(app, chapter.window);
  follow(app, app.clock, chapter.window[0]);
  if (chapter.box) showRegion(app, chapter.box);
  settle(app);
}

// Undated and unplaced incidents: counted apart, never lost.

const trayRows = (app, tray) => (tray === 'undated' ? app.trays.undated : app.trays.unplaced.filter(({ days }) => inTime(app, days))).map(({ row }) => row);

/** Whether days lie in the window, or at least touch it where what is possible counts too. */
function inTime({ state }, [start, end]) {
  const [from, to] = state.window;
  return state.certainOnly ? start >= from && end <= to : start < to && end > from;
}

function trayCount(app, tray) {
  if (app.cubes) return app.model.cube ? app.model.cube[tray].reduce((sum, n) => sum + n, 0) : 0;
  if (tray === 'undated') return app.trays.undated.length;
  let n = 0;
  for (const { days } of app.trays.unplaced) if (inTime(app, days)) n++;
  return n;
}

function trayList(app, tray) {
  if (app.cubes) return countedTray(app, tray);
  const rows = trayRows(app, tray), shown = rows.slice(0, app.panel.limit);
  const entries = shown.map((row) => textOf(app, row));
  return { key: JSON.stringify([tray, rows.length, shown, entries.map(Boolean)]), build: () => [
    heading(app, plural(rows.length, 'incident'), el('span', { class: 'mk-soft' }, tray === 'undated' ? ' without a date' : ' without a place in this window')),
    el('p', { class: 'mk-soft' }, tray === 'undated' ? 'No source gives these a date, so no window shows them.'
      : 'These have no place that can be drawn, so the map does not show them.'),
    ...shown.map((row, i) => incidentCard(app, row, entries[i], null, true)),
    rows.length > shown.length ? moreButton(app, rows.length - shown.length) : '',
  ] };
}

/** A large atlas tells how many these are; its table and its files hold them. */
function countedTray(app, tray) {
  const n = trayCount(app, tray);
  return { key: JSON.stringify([tray, n]), build: () => [
    heading(app, plural(n, 'incident'), el('span', { class: 'mk-soft' }, tray === 'undated' ? ' without a date' : ' without a place')),
    el('p', { class: 'mk-soft' }, `${tray === 'undated' ? 'No source gives these a date, so no window shows them.' : 'These have no place that can be drawn, at whatever time they were.'} ${app.carried ? 'This file only counts them.' : 'They are only counted here: the table below the map and the exported tables list them.'}`),
  ] };
}
