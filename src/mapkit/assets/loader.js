// All that travels with the map's answers: the map's own script is a file of the server's, fetched once by each page.
let show = null, loaded = null, coming = null, wanted = null;
// By element: the newest message, what its map was made by and how it ends.
const waiting = new Map(), shown = new Map();

function fetched(script) {
  if (wanted !== script) {
    wanted = script;
    coming = import(new URL(script, document.baseURI).href).then(
      (module) => { if (wanted === script) { show = module.default; loaded = script; } },
      (error) => { wanted = null; throw new Error(`its script did not arrive (${error.message})`); },
    );
  }
  return coming;
}

function ended(element) {
  const { end } = shown.get(element) || {};
  shown.delete(element);
  if (end) end();
}

/** Show the newest message to an element, unless it has left the page; a map of another script makes room. */
function mount(element) {
  const component = waiting.get(element);
  if (!component || component.data.script !== loaded) return;
  waiting.delete(element);
  if (shown.has(element) && shown.get(element).script !== loaded) {
    ended(element);
    element.querySelector('.mk-app').replaceWith(Object.assign(document.createElement('div'), { className: 'mk-app' }));
  }
  shown.set(element, { script: loaded, end: show(component) });
}

function broken(element, error) {
  if (!waiting.has(element) && !element.isConnected) return;
  const words = `This map cannot be shown: ${error.message}. Reload the page.`;
  const told = Object.assign(document.createElement('p'),
    { className: 'mk-root mk-broken', role: 'alert', textContent: words });
  element.querySelector('.mk-app').replaceChildren(told);
}

/** What can be shown before the map's script is here: the title, and where map, list and clock will be. */
function outline(element, title) {
  const host = element.querySelector('.mk-app');
  if (host.firstChild) return;
  const early = document.getElementById('mapkit-first');   // which came with the page itself
  if (early) { host.append(...early.childNodes); early.remove(); return; }
  const part = (name, text) => Object.assign(document.createElement('div'), { className: name, textContent: text });
  const first = part('mk-first', '');
  const parts = ['top', 'map', 'panel', 'clock'].map((name) => part(`mk-first-${name}`, ''));
  first.append(part('mk-first-title', title), ...parts);
  first.setAttribute('aria-busy', 'true');
  host.append(first);
}

export default function (component) {
  const { parentElement: element, data: { script, title } } = component;
  waiting.set(element, component);
  outline(element, title);
  if (script === loaded) mount(element);
  else fetched(script).then(() => mount(element)).catch((error) => broken(element, error));
  return () => { waiting.delete(element); ended(element); };
}
