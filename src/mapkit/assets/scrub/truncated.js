// A saved page that was cut short on its way has the map's place but not the call that opens the map: it says so.

import { el } from './dom.js';

if (document.readyState === 'loading') {
  document.addEventListener('DOMContentLoaded', () => {
    const place = document.querySelector('.folium-map');
    if (!place || document.querySelector('.mk-root')) return;
    place.replaceWith(el('p', { class: 'mk-root mk-broken', role: 'alert' },
      'This map cannot be shown. Its file is cut short: save or fetch it again.'));
  });
}
