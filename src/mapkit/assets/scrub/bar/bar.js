// The bar above the map: what can be asked, and what is.

import { countSet, makeChips, makeNotices, refreshChips } from './chips.js';
import { makeMenus, refreshMenus } from './menus_of_filters.js';
import { listenForSlash, makeSearch } from './search.js';
import { makeToggles, refreshToggles } from './toggles.js';
import { button, el, say } from '../dom.js';
import { numberWords } from '../numbers.js';

export function makeBar(app) {
  const filters = el('div', { class: 'mk-filters', role: 'group', 'aria-label': 'Filters' },
    makeMenus(app), makeToggles(app));
  const folded = el('div', { class: 'mk-folded' }, filters, makeChips());
  app.bar = el('div', { class: 'mk-ask' }, makeSearch(app), foldButton(folded), folded);
  app.mapArea.append(...[makeNotices(app)].filter(Boolean));
  return app.bar;
}

/** Where there is no room beside the search all filters lie behind one button, in a sheet at the lower edge. */
function foldButton(folded) {
  const press = button('Filters', { text: 'Filters', class: 'mk-menu-button mk-fold', 'aria-expanded': 'false',
    on: { click: () => unfold(!folded.classList.contains('mk-unfolded')) } });
  press.append(' ', el('span', { class: 'mk-number' }));
  const close = button('Close', { icon: 'close', class: 'mk-button mk-fold-close',
    on: { click: () => unfold(false) } });
  const unfold = (on) => {
    folded.classList.toggle('mk-unfolded', on);
    press.setAttribute('aria-expanded', String(on));
    if (on) close.focus(); else press.focus();
  };
  folded.prepend(el('div', { class: 'mk-fold-head' }, el('h2', { class: 'mk-label' }, 'Filters'), close));
  folded.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !folded.classList.contains('mk-unfolded')) return;
    event.stopPropagation();
    unfold(false);
  });
  return press;
}

/** What is set at first; what there is to count follows while nothing else is to do. */
export function openBar(app) {
  showSet(app);
  listenForSlash(app);
  (globalThis.requestIdleCallback || setTimeout)(() => { if (!app.dead) refreshBar(app); });
}

function showSet(app) {
  const count = countSet(app);
  refreshChips(app);
  say(app.bar.querySelector('.mk-fold .mk-number'), count ? numberWords(count) : '');
  app.bar.querySelector('.mk-fold').classList.toggle('mk-set', count > 0);
}

/** What is set, and how many each value would show: after a filter has changed, and when the hand rests. */
export function refreshBar(app) {
  showSet(app);
  refreshToggles(app);
  refreshMenus(app);
}
