// Typed dates: the accessible twin of the handles. A bad one keeps the last good window.

import { meantWindow } from './bins.js';
import { follow } from './track_zoom.js';
import { setWindow } from './window.js';
import { dayWords, iso } from '../data/days.js';
import { readTyped } from '../data/typed.js';
import { el } from '../dom.js';
import { settle } from '../host.js';

export function typedDate(app, clock, which) {
  const label = which ? 'Last day' : 'First day';
  const error = el('p', { class: 'mk-error', id: `mk-error-${which}`, role: 'alert', hidden: true });
  const input = el('input', { class: 'mk-date', type: 'text', maxlength: 40, autocomplete: 'off',
    spellcheck: 'false',
    'aria-label': `${label}, such as 2020-12-31 or Dec 2020`, 'aria-describedby': `mk-error-${which}`,
    placeholder: 'YYYY-MM-DD' });
  const field = { input, error };
  (clock.fields = clock.fields || [])[which] = field;
  const commit = () => typed(app, clock, which);
  input.addEventListener('change', commit);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape' && !error.hidden) {
      event.stopPropagation(); complain(field, null); writeField(app, which);
    }
  });
  return el('span', { class: 'mk-field' }, input, error);
}

const fieldValue = (app, which) => !app.model.n && !app.cubes ? ''
  : iso(which ? app.state.window[1] - 1 : app.state.window[0]);

/**
 * Write the window's day into its field, and remember it: what differs from it is being typed. What is selected stays
 * so, since somebody who has just come into the field is about to type over it.
 */
export function writeField(app, which) {
  const field = app.clock.fields[which], { input } = field, active = input.getRootNode().activeElement === input;
  const [from, to] = active ? [input.selectionStart, input.selectionEnd] : [];
  input.value = field.told = fieldValue(app, which);
  if (active) input.setSelectionRange(from, to);
}

export function complain(field, sentence) {
  field.error.hidden = !sentence;
  field.error.textContent = sentence || '';
  if (sentence) field.input.setAttribute('aria-invalid', 'true'); else field.input.removeAttribute('aria-invalid');
}

function typed(app, clock, which) {
  const field = clock.fields[which];
  if (app.cubes && field.input.value === field.told) return;    // widened to bins: no other day was written
  const [start, end] = meantWindow(app), read = readTyped(field.input.value);
  const problem = read.problem || windowProblem(clock, which ? [start, read.end] : [read.start, end], which);
  complain(field, problem);
  if (problem) return;
  setWindow(app, which ? [start, read.end] : [read.start, end], which);
  writeField(app, which);
  follow(app, clock);
  settle(app);
}

function windowProblem({ domain }, [start, end], which) {
  if (which ? end > domain[1] : start >= domain[1]) return `The data end on ${dayWords(domain[1] - 1)}.`;
  if (which ? end <= domain[0] : start < domain[0]) return `The data begin on ${dayWords(domain[0])}.`;
  if (start < end) return null;
  return which ? `The last day cannot be before the first, ${dayWords(start)}.`
    : `The first day cannot be after the last, ${dayWords(end - 1)}.`;
}
