// The language of names: one menu for all that is named, remembered on this device.

import { LOCAL } from '../data/names.js';
import { keepNames } from '../device.js';
import { capital, el, languageName, menu, say } from '../dom.js';
import { request } from '../frame.js';
import { settle } from '../host.js';

let namesMenus = 0;                                // several maps may share a page, each with radio buttons of its own

const languageWords = (code) => capital(languageName(code));

/** The choices of the menu: each language that names have, and the atlas's own together. */
function namesOffered({ languages = [], local = [] }) {
  const single = languages.map((code) => [code, [code], languageWords(code)])
    .sort(([, , one], [, , other]) => one.localeCompare(other, 'en'));
  const both = local.filter((code) => languages.includes(code));
  return both.length < 2 ? single
    : [...single, [LOCAL, both, both.length === 2 ? 'Both local names' : 'All local names']];
}

export function makeNamesMenu(app) {
  const offered = namesOffered(app.island), group = `mk-names-${namesMenus++}`;
  if (app.island.labelsFixed || offered.length < 2) return null;
  const current = el('span', { class: 'mk-names-now' });
  const pick = ([choice, labels]) => {
    keepNames(choice);
    app.state.namesChosen = true;
    setLabels(app, labels);
    settle(app);
  };
  const items = offered.map((one) => el('label', {}, el('input', { type: 'radio', name: group, value: one[0],
    'data-labels': one[1].join(), on: { change: () => pick(one) } }), ` ${one[2]}`));
  const made = menu(current, 'mk-labels', el('fieldset', {}, el('legend', {}, 'Names of places in'), items));
  made.firstElementChild.title = 'Language of names';
  showNames(app, made);
  return made;
}

function showNames(app, made) {
  const { labels } = app.state;
  for (const input of made.querySelectorAll('input')) input.checked = input.dataset.labels === labels.join();
  const one = namesOffered(app.island).find(([, codes]) => codes.join() === labels.join());
  say(made.querySelector('.mk-names-now'), one ? one[2] : labels.map(languageWords).join(', '));
}

export function setLabels(app, labels) {
  if (app.island.labelsFixed) return;
  app.state.labels = labels.slice();
  app.candidates = null;
  for (const made of app.root.querySelectorAll('.mk-labels')) showNames(app, made);
  app.panel.key = null;
  request(app, 'labels', 'track', 'clock');
}
