// A table of plain text: every text becomes a node.
const el = (tag, properties, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== ''));
  return node;
};
const small = (text, name) => (text ? el('div', { className: name, dir: 'auto' }, text) : '');
const heading = ({ text, below, quiet }) => el('th', { scope: 'col', className: quiet ? 'mk-quiet' : '' },
  el('div', { dir: 'auto' }, text), small(below, 'mk-below'));
const cell = ({ text, below, wrong }, place, named) => {
  const first = named && place === 0;
  const node = el(first ? 'th' : 'td', { className: wrong ? 'mk-wrong' : '' },
    el('div', { dir: 'auto', className: 'mk-said' }, text || (wrong ? '(empty)' : '')), small(below, 'mk-below'));
  if (first) node.scope = 'row';
  return node;
};

export default function ({ parentElement, data }) {
  const box = parentElement.querySelector('.mk-table');
  const rows = data.rows.map((row) => el('tr', {}, ...row.map((one, place) => cell(one, place, data.named))));
  const table = el('table', {}, el('caption', {}, data.caption),
    el('thead', {}, el('tr', {}, ...data.head.map(heading))), el('tbody', {}, ...rows));
  box.replaceChildren(table);
  Object.assign(box, { tabIndex: 0, ariaLabel: data.caption });
  box.setAttribute('role', 'region');
}
