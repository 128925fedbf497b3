// According to whom the data are shown, and as known on which day: one menu.

import { lensWords } from '../data/asked_words.js';
import { UNDENIED } from '../data/asked.js';
import { format, FORMATS, iso } from '../data/days.js';
import { readIso } from '../data/typed.js';
import { button, capital, el, menu, say } from '../dom.js';
import { prepareLens } from '../lens.js';
import { setAsked } from '../narrowing.js';
import { numberWords } from '../numbers.js';
import { labelsIn } from '../sentence.js';

const EXPLAINED = 'What each of them says, not what is true. Who does not speak of something does not deny it.';
const SAID_LATER = 'What was said later is left out, and counted.';

/** Who can be asked: nobody, the parties that say something, voices that count, anybody. */
function askable({ lens, island: { parties }, state: { asked: { according } } }) {
  const speak = new Set(lens.facets.sources.map(({ party }) => party));
  const ids = ['', ...parties.map(({ id }) => id).filter((id) => speak.has(id)), '2-origins', UNDENIED];
  return according && !ids.includes(according) ? [...ids, according] : ids;
}

const wordsFor = (app, id) => (id ? lensWords(id, labelsIn(app).party, numberWords) : 'everybody together');

export function makeLensMenu(app) {
  if (!app.lens) return null;
  const list = el('div', { class: 'mk-lens-list', role: 'radiogroup', 'aria-label': 'According to' });
  const day = el('input', { class: 'mk-search', type: 'date', on: { change: () => askDay(app, day) } });
  const all = button('', { text: 'As known today', class: 'mk-link',
    on: { click: () => setAsked(app, 'known', null) } });
  const known = el('fieldset', { hidden: app.lens.firstSaid === Infinity }, el('legend', {}, 'As known on'),
    el('label', { class: 'mk-asking' }, el('span', {}, 'At the end of this day'), day), all,
    el('p', { class: 'mk-soft' }, SAID_LATER));
  const made = menu(el('span', { class: 'mk-lens-words' }), 'mk-filter-menu mk-lens',
    el('fieldset', {}, el('legend', {}, 'According to'), list, el('p', { class: 'mk-soft' }, EXPLAINED)), known);
  const compare = button('', { text: 'Compare two views', class: 'mk-toggle mk-compare-here', 'aria-pressed': 'false',
    on: { click: () => app.besides.toggle(app) } });
  made.lastChild.append(compare);
  made.asks = ['according', 'known'];
  made.refresh = () => fillLens(app, list, day, all);
  made.addEventListener('toggle', () => { if (made.open) { made.refresh(); prepareLens(app); } });
  return made;
}

function askDay(app, { value }) {
  const found = value ? readIso(value) : null;
  setAsked(app, 'known', found ? found.end - 1 : null);
}

function fillLens(app, list, day, all) {
  const { asked: { according = '', known } } = app.state, ids = askable(app), key = JSON.stringify(ids);
  if (list.dataset.key !== key) {
    list.dataset.key = key;
    list.replaceChildren(...ids.map((id) => el('label', {}, el('input', { type: 'radio', name: 'mk-lens', value: id,
      on: { change: () => setAsked(app, 'according', id || null) } }), ' ', wordsFor(app, id))));
  }
  for (const one of list.querySelectorAll('input')) one.checked = one.value === according;
  day.value = known == null ? '' : iso(known);
  all.hidden = known == null;
}

/** What is set, on the button itself. */
export function tellLens(app, made) {
  const { according, known } = app.state.asked;
  const summary = made.firstElementChild, found = [according ? `According to ${wordsFor(app, according)}` : '',
    known == null ? '' : `known on ${format(known, FORMATS.short)}`].filter(Boolean);
  say(summary.firstElementChild, capital(found.join(', ') || 'According to'));
  summary.title = summary.textContent;
}
