// A dialog over the page: a bar with its name and a button that closes it, and what it says.

import { button, el } from './dom.js';

/** Show a dialog; Escape and a press beside it close it, and it leaves the page then. `says` are its parts. */
export function openDialog({ root }, name, options, ...says) {
  const dialog = el('dialog', { ...options, 'aria-label': name },
    el('div', { class: 'mk-dialog-bar' }, el('h2', {}, name),
      button('Close', { icon: 'close', class: 'mk-button', on: { click: () => dialog.close() } })), says);
  dialog.addEventListener('keydown', (event) => { if (event.key === 'Escape') event.stopPropagation(); });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => dialog.remove());
  root.append(dialog);
  dialog.showModal();
}
