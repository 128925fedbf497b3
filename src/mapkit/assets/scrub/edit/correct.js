// The way from an incident's card to the form that corrects it.

import { button } from '../dom.js';

/** A button that asks the host for the form; none where the host cannot write. */
export function correctThis({ options: { onEdit } }, row, id) {
  if (!onEdit) return null;
  return button('', { text: 'Correct this', class: 'mk-link mk-correct', 'data-key': `correct-${row}`,
    on: { click: () => onEdit(id) } });
}
