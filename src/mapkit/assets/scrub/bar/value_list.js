// A list of values of which any can be set, each with how many it would show.

import { fold } from '../data/fold.js';
import { el, say, text } from '../dom.js';
import { numberWords } from '../numbers.js';

const VALUES_LISTED = 100;                                // values at a time; of more, words find the others
const FINDABLE = 12;                               // from so many on there is a field for words

/**
 * `values` are {key, label, more, count, set, toggle}, in order; those without an incident are greyed. `lists` keeps
 * what is drawn, so that counts change in place.
 */
export function makeValueList(label, read) {
  const items = el('ul', { class: 'mk-values' }), note = el('p', { class: 'mk-soft' });
  const find = el('input', { class: 'mk-search', type: 'search', placeholder: 'Find', 'aria-label': `Find in ${label}`,
    on: { input: () => list.refresh() } });
  const list = {
    element: el('fieldset', { class: 'mk-values-of' }, el('legend', {}, label), find, items, note),
    refresh() {
      const all = read(), words = fold(find.value).split(' ');
      const found = all.filter((one) => words.every((word) => fold(`${one.label} ${one.more || ''}`).includes(word)));
      const shown = found.slice(0, VALUES_LISTED), key = JSON.stringify(shown.map((one) => one.key));
      find.hidden = all.length < FINDABLE;
      note.hidden = shown.length === found.length;
      const [some, many] = [VALUES_LISTED, found.length].map(numberWords);
      say(note, note.hidden ? '' : `The first ${some} of ${many}: words find the others.`);
      if (items.dataset.key !== key) { items.dataset.key = key; items.replaceChildren(...shown.map(makeItem)); }
      shown.forEach((one, k) => showValue(items.children[k], one));
    },
  };
  return list;
}

function makeItem({ label, more, toggle }) {
  const box = el('input', { type: 'checkbox', on: { change: () => toggle(box.checked) } });
  return el('li', {}, el('label', {}, box, el('span', { class: 'mk-value' }, text(label),
    more ? el('span', { class: 'mk-soft', dir: 'auto' }, ` ${more}`) : null), el('span', { class: 'mk-number' })));
}

function showValue(item, { count, set }) {
  item.querySelector('input').checked = set;
  say(item.querySelector('.mk-number'), count == null ? '' : numberWords(count));
  item.classList.toggle('mk-zero', count === 0 && !set);
}
