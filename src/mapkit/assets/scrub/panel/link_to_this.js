// The link to one incident: its address, as it stands when a reader takes it.

import { el, icon } from '../dom.js';
import { settle, stateOf } from '../host.js';
import { linkText } from '../link.js';
import { note } from '../note.js';

/** A link to the incident; none where the host has no address, and where incidents stay with a server. */
export function linkToThis(app, row, id) {
  const { options: { linkSign } } = app;
  if (!linkSign || app.cubes) return null;
  const label = 'Link to this';
  const anchor = el('a', { class: 'mk-button mk-to-this', href: linkSign, 'aria-label': label, title: label, on: {
    pointerenter: () => refresh(), focus: () => refresh(),
    click: (event) => { event.preventDefault(); refresh(); copyLink(app, row, id, anchor.href); },
  } }, icon('link'));
  const refresh = () => {
    anchor.href = linkSign + linkText({ ...stateOf(app), incident: id });
  };
  return anchor;
}

/** The address of the page becomes the link, and it is copied where the browser lets us. */
async function copyLink(app, row, id, address) {
  Object.assign(app.state, { row, incident: id });
  app.paint.panel();
  settle(app);
  let words = 'Link copied.';
  try { await navigator.clipboard.writeText(address); } catch { words = 'The link is in the address bar.'; }
  if (!app.dead) note(app, words);
}
