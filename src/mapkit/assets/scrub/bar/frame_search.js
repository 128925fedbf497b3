// The search of a frame: a button on the map brings search and filters in place of the title, until they are left.

import { button } from '../dom.js';

export function makeSeek(app) {
  const press = button('Search and filters', { icon: 'search', class: 'mk-menu-button mk-seek',
    'aria-expanded': 'false', on: { click: () => seekOn(true) } });
  const seekOn = (on) => {
    app.root.classList.toggle('mk-seeking', on);
    press.setAttribute('aria-expanded', String(on));
    if (on) app.bar.querySelector('.mk-find').focus();
  };
  app.bar.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget && !app.bar.contains(relatedTarget)) seekOn(false);
  });
  app.bar.addEventListener('click', ({ target }) => { if (target.closest('.mk-hit')) seekOn(false); });
  app.bar.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (!app.root.classList.contains('mk-seeking') || !target.matches('.mk-find')) return;
    if (key === 'Enter' && app.bar.querySelector('.mk-hits').hidden) seekOn(false);      // what was found is open
    if (key !== 'Escape') return;
    event.stopPropagation();
    seekOn(false);
    press.focus();
  });
  app.mapArea.addEventListener('pointerdown', () => seekOn(false));
  return press;
}
