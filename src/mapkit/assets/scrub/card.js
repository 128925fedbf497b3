// The card of a spot: every incident there, with who says what.

function textOf(app, row) {
  const entry = app.texts ? app.texts[row] : undefined;
  if (entry === undefined && app.options.requestTexts) (app.wanted = app.wanted || new Set()).add(row);
  return entry;
}

/** Incidents of a spot that pass the filters: all of them, and those in the window (or all dates); of a cell none. */
function incidentsOf(app, spot) {
  if (app.cubes) return { all: [], inside: [], listed: [] };
  const { model, state: { window, certainOnly }, panel } = app, { from, list } = model.ofMark, found = [];
  for (const m of spot.marks) {
    for (let k = from[m]; k < from[m + 1]; k++) if (model.passes[list[k]]) found.push(list[k]);
  }
  const all = [...Uint32Array.from(found).sort()];
  const inside = all.filter((i) => overlaps(model.start[i], model.end[i], window)
    && (!certainOnly || (model.start[i] >= window[0] && model.end[i] <= window[1])));
  const listed = panel.allDates ? all : inside;
  return { all, inside, listed: panel.newest ? listed.slice().reverse() : listed };
}

function spotCard(app) {
  const { spots, labels, window } = app.state, { panel } = app;
  const found = spots.map((spot) => incidentsOf(app, spot));
  const rows = found.map(({ listed, inside, all }, s) => spots[s].cell ? cellState(app, spots[s]) : [listed.slice(0, panel.limit).map((i) => [app.model.row[i], textOf(app, app.model.row[i]) ? 1 : 0]), inside.length, all.length]);
  flushWanted(app);
  const states = spots.map((s) => s.site >= 0 && app.sites[s.site].states.map((state) => +overlaps(state.start, state.end, window)));
  const key = JSON.stringify([spots.map(spotKey), labels, panel.newest, panel.allDates, rows, states]);
  return { key, build: () => [
    spots.length > 1 ? heading(app, `${spots.length} places here`) : '',   // several: a quieter title, theirs are larger
    ...spots.map((spot, i) => spotSection(app, spot, found[i], i, spots.length > 1)),
  ] };
}

function flushWanted(app) {
  if (!app.wanted || !app.wanted.size) return;
  const rows = [...app.wanted];
  app.wanted.clear();
  app.options.requestTexts(rows);                 // the answer comes by update({texts})
}

function spotSection(app, spot, found, place, many) {
  const name = spotName(app, spot), body = spotBody(app, spot, found);
  if (!many) return el('section', { class: 'mk-spot' }, heading(app, text(name)), body);
  const title = el('h3', { class: 'mk-spot-title', dir: 'auto' }, name);
  if (!place || found.all.length || spot.cell) return el('section', { class: 'mk-spot' }, title, body);
  return el('details', { class: 'mk-spot' }, el('summary', { 'data-key': `spot-${spotKey(spot)}` }, title), body);
}

function spotBody(app, spot, { all, inside, listed }) {
  if (spot.cell) return cellBody(app, spot);
  const { panel, model } = app, site = spot.site >= 0 ? app.sites[spot.site] : null, shown = listed.slice(0, panel.limit);
  return [
    site ? siteNames(site) : null,
    all.length ? el('p', { class: 'mk-counts' }, el('strong', {}, inside.length), ' in this window, ', el('strong', {}, all.length), ' in all')
      : app.cubes ? null : el('p', { class: 'mk-counts mk-soft' }, 'No incident here.'),
    siteFacts(app, spot, site),
    site ? siteStates(app, site) : null,
    all.length ? listTools(panel, () => renderPanel(app)) : null,
    shown.map((i) => incidentCard(app, model.row[i], textOf(app, model.row[i]), i, false)),
    listed.length > shown.length ? moreButton(app, listed.length - shown.length) : null,
  ].flat();
}

function listTools(panel, again) {
  return el('div', { class: 'mk-tools' },
    toggle(panel.newest ? 'Newest first' : 'Oldest first', 'order', () => { panel.newest = !panel.newest; again(); }),
    toggle(panel.allDates ? 'Only this window' : 'Show all dates', 'dates', () => { panel.allDates = !panel.allDates; again(); }));
}

const toggle = (label, key, click) => button(label, { text: label, class: 'mk-toggle', 'data-key': `toggle-${key}`, on: { click } });

function siteNames(site) {
  const entries = Object.entries(site.names || {}).filter(([, names]) => names.length);
  return el('dl', { class: 'mk-names' }, entries.map(([language, names]) => el('div', {},
    el('dt', {}, languageName(language)), el('dd', { lang: language, dir: 'auto' }, names.join(', ')))));
}

let languageNames = null;

function languageName(code) {
  try {
    languageNames = languageNames || new Intl.DisplayNames(['en'], { type: 'language' });
    return languageNames.of(code);
  } catch { return code; }
}

function siteFacts(app, spot, site) {
  const m = spot.marks[0], precision = site ? site.precision_m : app.model.marks.precision[m];
  const where = site ? site.lon != null && coordinateWords(site.lat, site.lon) : coordinateWords(...pointOf(app.model, m));
  const facts = [
    site && site.sort ? ['Sort', site.sort] : null,
    ['Place', [where, precisionWords(precision)].filter(Boolean).join('; ')],
    site && site.coordinate_source ? ['Coordinates', site.coordinate_source] : null,
    site && site.valid_words ? ['Valid', site.valid_words] : null,
    site && site.note ? ['Note', site.note] : null,
  ].filter(Boolean);
  const rivals = (site && site.rivals) || [];
  return el('details', { class: 'mk-facts' }, el('summary', { 'data-key': `facts-${spotKey(spot)}` }, capital(precisionWords(precision)),
    rivals.length ? `; ${plural(rivals.length, 'other coordinate')}` : null),
    el('dl', { class: 'mk-own' }, facts.map(([key, value]) => definition(key, value)),
      rivals.map((r) => definition('Elsewhere', [coordinateWords(r.lat, r.lon), r.source, r.note].filter(Boolean).join('; ')))));
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const definition = (key, value) => el('div', {}, el('dt', { dir: 'auto' }, key), el('dd', { dir: 'auto' }, value));

function siteStates(app, site) {
  if (!site.states.length) return null;
  const now = stateAt(site, app.state.window);
  return el('ol', { class: 'mk-states', 'aria-label': 'States' }, site.states.slice().reverse().map((state) => {
    const kind = app.island.stateKinds[state.state] || {}, source = state.source;
    return el('li', { class: state === now ? 'mk-now' : null }, stroke(kind), el('div', {},
      button('', { text: kind.label, dir: 'auto', class: 'mk-link', 'data-key': `state-${state.start}`, on: { click: () => goTo(app, [state.start, state.end], true) } }), ' ',
      el('span', {}, state.when_words),
      source ? el('div', { class: 'mk-soft' }, sourceWords(source)) : null,
      state.note ? el('div', { class: 'mk-soft', dir: 'auto' }, state.note) : null));
  }));
}

function sourceWords(source) {
  return [source.url ? link(source.url, source.title) : text(source.title || ''),
    source.publisher ? ', ' : null, source.publisher ? text(source.publisher) : null,
    source.party_label ? el('span', { class: 'mk-party', dir: 'auto' }, source.party_label) : null].filter(Boolean);
}

/** An incident of a large atlas: what the page knows before its texts come, or for good where nobody can be asked. */
function bareCard(app, i) {
  const { model, kinds, options } = app, kind = i == null ? null : kinds[model.kind[i]];
  return el('article', { class: 'mk-incident' },
    i == null ? null : el('p', { class: 'mk-when' }, windowWords([model.start[i], model.end[i]])),
    kind ? el('p', { class: 'mk-chips' }, el('span', { class: 'mk-chip' }, swatch(kind), text(kind.label))) : null,
    options.requestTexts ? null : el('p', { class: 'mk-soft' }, 'Its texts are not in this file: the atlas has too many incidents.'));
}

/** One incident. Without its text yet (large atlases) it says the dates that the page knows. */
function incidentCard(app, row, entry, i, elsewhere) {
  const { model } = app;
  return entry ? entryCard(app, row, entry, i == null ? null : [model.start[i], model.end[i]], elsewhere) : bareCard(app, i);
}

/** One incident with its texts; `window` is its own, null without a date. */
function entryCard(app, row, entry, window, elsewhere) {
  const kind = app.kinds[entry.kind], site = elsewhere && entry.site != null ? app.sites[entry.site] : null;
  return el('article', { class: 'mk-incident', 'data-id': entry.id, 'data-row': row },
    el('p', { class: 'mk-when' }, el('span', {}, entry.when_words), ' ', entry.basis_words && entry.when_basis !== 'stated'
      ? el('span', { class: 'mk-soft' }, entry.basis_words) : null),
    el('h3', { class: 'mk-incident-title', dir: 'auto' }, entry.title),
    el('p', { class: 'mk-chips' }, kind ? el('span', { class: 'mk-chip' }, swatch(kind), text(kind.label)) : null,
      entry.disputed ? el('span', { class: 'mk-badge' }, 'Disputed') : null,
      possible(app, window) ? el('span', { class: 'mk-badge mk-quiet' }, 'Possibly in this window') : null,
      site ? el('span', { class: 'mk-chip', dir: 'auto' }, spotName(app, { site: site.index })) : null),
    entry.text ? el('p', { class: 'mk-text', dir: 'auto' }, entry.text) : null,
    entry.quote ? el('blockquote', { dir: 'auto' }, entry.quote) : null,
    tollLine(entry.toll_words), claimList(entry.claims), ownColumns(entry),
    window ? button('', { text: 'Go to this date', class: 'mk-link mk-go', 'data-key': `go-${row}`, on: { click: () => {
      app.state.row = row;
      goTo(app, window, true);
    } } }) : null);
}

const possible = ({ state: { window } }, own) => own && overlaps(own[0], own[1], window) && !(own[0] >= window[0] && own[1] <= window[1]);

const tollLine = (words) => words && words.length ? el('p', { class: 'mk-toll' }, capital(words.join(', '))) : null;

function claimList(claims) {
  if (!claims || !claims.length) return null;
  return el('ul', { class: 'mk-claims', 'aria-label': 'Who says so' }, claims.map((claim) => el('li', { class: `mk-claim mk-${STANCES[claim.stance] ? claim.stance : 'other'}` },
    el('p', {}, el('strong', {}, STANCES[claim.stance] || claim.stance), ' ',
      sourceWords({ title: claim.source, publisher: claim.publisher, party_label: claim.party_label, url: claim.url })),
    claim.says ? el('p', { class: 'mk-says', dir: 'auto' }, claim.says) : null,
    claim.archive_url || claim.locator ? el('p', { class: 'mk-soft' }, claim.archive_url ? link(claim.archive_url, 'archived copy') : null,
      claim.archive_url && claim.locator ? ' \u00b7 ' : null, claim.locator ? text(claim.locator) : null) : null)));
}

function ownColumns(entry) {
  const own = Object.entries(entry.own || {}).filter(([, value]) => value != null && value !== '');
  return own.length ? el('dl', { class: 'mk-own' }, own.map(([key, value]) => definition(key, String(value)))) : null;
}
