// An incident as text to be copied: what it is, and each claim with its source, its day and its link.

import { bySide } from '../data/claims_by_side.js';
import { button, el, precisionWords } from '../dom.js';
import { localWords, spotName } from '../map/hit_test.js';
import { note } from '../note.js';
import { sideName, stanceWords, UNKNOWN_WHEN } from './claims.js';
import { tollWords } from './sources_of.js';

/** An incident with its claims as lines of plain text. */
function incidentText(app, entry) {
  const basis = entry.basis_words && entry.when_basis !== 'stated' ? `${entry.when_words} (${entry.basis_words})`
    : entry.when_words;
  const head = [
    entry.title, basis, placeWords(app, entry),
    [app.kinds[entry.kind]?.label, entry.disputed ? 'disputed' : ''].filter(Boolean).join(', '),
    tollWords(entry), entry.text, entry.quote,
  ];
  const sides = bySide(entry.claims || []).map((side) => sideLines(side).join('\n'));
  return [head.filter(Boolean).join('\n'), ...sides, app.island.title].filter(Boolean).join('\n\n');
}

function placeWords(app, { site, precision_m: metres }) {
  if (site == null) return '';
  const name = [spotName(app, { site }), localWords(app, { site })].filter(Boolean).join(' \u00b7 ');
  return metres ? `${name} (${precisionWords(metres)})` : name;
}

function sideLines(side) {
  const claims = side.sources.flatMap((one) => one.claims);
  return [`${sideName(side)} ${side.stances.map(stanceWords).join(', ')}`, ...claims.map((claim) => {
    const { stance, says, when, source: title, publisher, url } = claim;
    const said = side.stances.length > 1 ? `${stanceWords(stance)}${says ? ': ' : ''}${says}` : says;
    const source = [publisher, title === publisher ? '' : title, when || UNKNOWN_WHEN, url].filter(Boolean).join(', ');
    return [said, source].filter(Boolean).map((line) => `  ${line}`).join('\n');
  })];
}

/** Copy the text; where the browser does not let us, it is shown to be copied by hand. */
export async function copyIncident(app, entry) {
  const words = incidentText(app, entry);
  try { await navigator.clipboard.writeText(words); } catch { showText(app, words); return; }
  if (!app.dead) note(app, 'Copied as text.');
}

function showText({ panel: { body } }, words) {
  body.querySelector('.mk-copy-text')?.remove();
  const field = el('textarea', { class: 'mk-copied', readonly: true, rows: 8, 'aria-label': 'The incident as text' });
  field.value = words;
  const box = el('div', { class: 'mk-copy-text' }, el('p', { class: 'mk-soft' }, 'Copy this text:'), field,
    button('', { text: 'Hide', class: 'mk-link', on: { click: () => box.remove() } }));
  body.prepend(box);
  body.scrollTop = 0;
  field.focus();
  field.select();
}
