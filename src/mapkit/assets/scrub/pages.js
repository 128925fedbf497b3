// The card of a cell: its incidents in the window, a page at a time, asked from the server once the hand rests.

const PAGE_SIZE = 25, TYPED_AFTER = 250;

function newPages(app) {
  const pages = { number: 0, key: null, base: null, from: 0, listed: 0, text: '', total: null, incidents: [], failed: '', waiting: false, timer: 0, late: 0 };
  pages.search = el('input', { type: 'search', class: 'mk-search', 'aria-label': 'Search in these incidents', placeholder: 'Search', maxlength: 200, 'data-key': 'search',
    on: { input: () => { pages.text = pages.search.value; askPage(app, TYPED_AFTER); } } });
  return pages;
}

const openCell = ({ state: { spots } }) => (spots.find((spot) => spot.cell) || {}).cell;

function forgetPage({ pages }) {
  if (!pages) return;
  Object.assign(pages, { key: null, base: null, from: 0, listed: 0, text: '', total: null, incidents: [], failed: '', waiting: false, number: pages.number + 1 });
  pages.search.value = '';
  clearTimeout(pages.timer); clearTimeout(pages.late);
}

/** Ask for the page of the open cell, unless it is there or under way; what else is asked for begins at its first page. */
function askPage(app, wait = 0) {
  const { pages, options, panel, state } = app, cell = app.cubes && openCell(app);
  if (!cell || !options.requestPage) return;
  const window = panel.allDates ? [OPEN_START, OPEN_END] : state.window.slice();
  const asked = { cell, window, certain: state.certainOnly, newest: panel.newest, text: pages.text.trim() };
  const base = JSON.stringify([asked, options.view ?? null]);
  if (base !== pages.base) { pages.base = base; pages.from = 0; }
  const key = `${base} ${pages.from}`;
  if (key === pages.key) return;
  pages.key = key;
  pages.number++;
  clearTimeout(pages.timer); clearTimeout(pages.late);
  pages.timer = setTimeout(() => {
    if (app.dead) return;
    pages.late = setTimeout(() => { pages.waiting = true; renderPanel(app); }, SIGN_AFTER);
    options.requestPage({ number: pages.number, ...asked, from: pages.from, size: PAGE_SIZE });
  }, wait);
}

function receivePage(app, { number, from, total, incidents, failed }) {
  const { pages } = app;
  if (number !== pages.number) return;
  clearTimeout(pages.late);
  Object.assign(pages, { waiting: false, failed: failed || '' });
  if (failed) pages.key = null; else Object.assign(pages, { from, listed: from, total, incidents });
  renderPanel(app);
}

function turnPage(app, by) {
  app.pages.from = Math.max(0, app.pages.listed + by);
  askPage(app);
  app.panel.body.scrollTop = 0;
}

const cellKey = ({ zoom, columns, rows }) => `c${zoom}-${columns[0]}-${rows[0]}`;

/** What a card of this cell says, so that it is made anew only when that has changed. */
function cellState(app, spot) {
  const { pages } = app;
  return [cellKey(spot.cell), pages.number, pages.listed, pages.total, pages.failed, pages.waiting, pages.incidents.length, pages.key === null, windowCount(app, spot)];
}

/** How many the mark of the cell holds in the window and in all; null where cells are others, or it is off the map. */
function windowCount({ model, counts }, { cell, marks }) {
  const { frame } = model, x = cell.columns[0], y = cell.rows[0];
  if (!frame || frame.zoom !== cell.zoom || y < frame.rows[0] || y >= frame.rows[1] || !frame.columns.some(([low, high]) => x >= low && x < high)) return null;
  return marks.length ? [counts.mark[marks[0]], model.total[marks[0]]] : [0, 0];
}

function cellBody(app, spot) {
  const { pages, panel, options } = app, known = windowCount(app, spot);
  const counts = known && el('p', { class: 'mk-counts' }, el('strong', {}, numberWords(known[0])), ' in this window, ', el('strong', {}, numberWords(known[1])), ' in all');
  const place = el('p', { class: 'mk-soft' }, `A square of ${blockSide(spot.cell)}`);
  if (!options.requestPage) return [place, counts, el('p', { class: 'mk-soft' }, 'The texts of these incidents are not in this file: it holds counts.')];
  return [
    place, counts, pages.search, listTools(panel, () => { renderPanel(app); askPage(app); }),
    pages.waiting ? el('p', { class: 'mk-soft mk-working', role: 'status' }, 'Working') : null,
    pages.failed ? el('p', { class: 'mk-soft', role: 'status' }, `The list cannot be given: ${pages.failed}.`) : null,
    pages.total === 0 ? el('p', { class: 'mk-soft' }, pages.text.trim() ? 'Nothing here matches.' : 'Nothing in this window.') : null,
    pager(app), pages.incidents.map((one) => entryCard(app, one.row, one, one.start == null ? null : [one.start, one.end], true)), pager(app),
  ].flat();
}

function blockSide({ zoom, rows }) {
  const metres = EARTH_M * Math.cos(latOf((rows[0] + rows[1]) / 2 / 2 ** zoom) * Math.PI / 180) / 2 ** zoom;
  return metres < 1000 ? `${Math.round(metres)} m` : `${numberWords(+(metres / 1000).toPrecision(2))} km`;
}

function pager(app) {
  const { pages } = app, { listed: from, total, incidents } = pages, last = from + incidents.length;
  if (!total) return null;
  const turn = (words, key, by) => button('', { text: words, class: 'mk-toggle', 'data-key': key, on: { click: () => turnPage(app, by) } });
  return el('div', { class: 'mk-pager' }, el('span', {}, total > PAGE_SIZE ? `${numberWords(from + 1)}\u2013${numberWords(last)} of ${numberWords(total)}` : plural(total, 'incident')),
    from > 0 ? turn('Previous', 'previous', -PAGE_SIZE) : null, last < total ? turn(`Next ${Math.min(PAGE_SIZE, total - last)}`, 'next', PAGE_SIZE) : null);
}
