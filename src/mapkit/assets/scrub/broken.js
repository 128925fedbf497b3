// A map that cannot be shown.

import { el } from './dom.js';

/** A page that cannot show its data says why, in the map's place. */
export function refuse(container, map, error) {
  const message = el('p', { class: 'mk-root mk-broken', role: 'alert' },
    `This map cannot be shown. Its data cannot be read: ${error.message}.`);
  const mapElement = map && map.getContainer();
  if (mapElement && mapElement.parentNode === container) {
    mapElement.style.display = 'none'; container.insertBefore(message, mapElement);
  } else container.append(message);
  return { update() {}, destroy() { message.remove(); } };
}
