// The map as a Streamlit component: the folium map's own script is run with an L that hands it our element, since
// inside a component nothing can be looked up by id. Runs after Leaflet, the parts of scrub/ and `foliumMap`.
const SOON_MS = 100, WHOLE_MS = 1000, AGAIN_MS = 8000, ASKED_TIMES = 4;
// A file begins with the magic word and the length of its JSON.
const MAGIC = 'MAPKIT01', START = MAGIC.length + 4;

async function fetched(address) {
  const response = await fetch(address).catch(() => { throw new Error('the server cannot be reached'); });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response;
}

async function arrived(address, packed) {
  const { body } = packed ? new Response(bytesOf64(packed)) : await fetched(address);
  try {
    return unpacked(await new Response(body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
  } catch { throw new Error('they are cut short or damaged'); }
}

function unpacked(bytes) {
  const words = (from, length) => new TextDecoder().decode(new Uint8Array(bytes, from, length));
  if (words(0, MAGIC.length) !== MAGIC) throw new Error('not an island');
  const length = new DataView(bytes).getUint32(MAGIC.length, true), island = JSON.parse(words(START, length));
  island.buffer = bytes.slice(START + length);
  return island;
}

function openMap(host, island, options) {
  const element = document.createElement('div');
  element.className = 'folium-map';
  element.style.height = '100%';
  host.replaceChildren(element);
  const L = Object.create(globalThis.L, { map: { value: (_id, settings) => globalThis.L.map(element, settings) } });
  let handle = null;
  const openFolium = (map) => {
    handle = globalThis.mapkit.mount({ L: globalThis.L, map, island, container: host, options });
  };
  foliumMap(L, { openFolium });
  return handle;
}

function bytesOf64(text) {
  const signs = atob(text), bytes = new Uint8Array(signs.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = signs.charCodeAt(i);
  return bytes;
}

/**
 * The answers for the page of a large atlas, each once: the server tells them twice, lest one be lost on the way.
 * Numbers count from the host's own, so that answers to a map that was here before it are told from those to this one.
 */
function answersTo(host, answers) {
  const news = {}, had = host.had;
  for (const name of ['whole', 'cube', 'page', 'valueCounts']) {
    const answer = answers && answers[name], number = answer && answer.number && answer.number - host.since;
    const sign = answer && (answer.id ?? number);
    if (!answer || had[name] === sign || number < 0) continue;
    had[name] = sign;
    news[name] = { ...answer, number, ...(answer.data ? { bytes: bytesOf64(answer.data) } : {}) };
  }
  return news;
}

const numbered = (host, wanted) => ({ ...wanted, number: host.since + wanted.number });

/** Ask for counts, and again where no answer comes: a message may be lost with a connection. */
function askCube(host, wanted, times) {
  clearTimeout(host.asking);
  host.trigger('cube', numbered(host, wanted));
  host.asking = setTimeout(() => {
    if (times > 1 && host.had.cube !== wanted.number) askCube(host, wanted, times - 1);
  }, AGAIN_MS);
}

/**
 * The counts of the whole world come after the first of the map, or are not ready: asked for until they are here, and
 * are those of the filters.
 */
function askWhole(host, data) {
  clearTimeout(host.waiting);
  if (!data.answers || host.had.whole === data.view) return;
  host.waiting = setTimeout(() => host.trigger('whole', Date.now()), host.wholes ? WHOLE_MS : SOON_MS);
  host.wholes = true;
}

function fail(host, error) {
  const words = `This map cannot be shown. Its data did not arrive: ${error.message}. Reload the page.`;
  host.replaceChildren(Object.assign(document.createElement('p'),
    { className: 'mk-root mk-broken', role: 'alert', textContent: words }));
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const host = parentElement.querySelector('.mk-app');
  const { shown, shownFor, fixed, words, view, pick } = data;
  const answers = { ...data.answers, valueCounts: data.valueCounts };
  const asked = { shown, shownFor, fixed, words, view, pick };
  // Those of this run: those of before speak for a part of the page that may be gone.
  host.trigger = setTriggerValue; host.state = setStateValue;
  if (!host.opening) {
    host.opening = data.island; host.had = {}; host.since = Date.now();
    const options = {
      initial: data.initial, linkSign: data.links ? '?' : null, onChange: (state) => host.state('view', state),
      onEdit: data.edit ? (id) => host.trigger('edit', { id, at: Date.now() }) : null,
      onPick: (at) => host.trigger('picked', at),
      requestTexts: (rows) => host.trigger('wanted', [...rows]),
      requestValues: (column) => host.trigger('values', column),
      requestCounts: (wanted) => host.trigger('valueCounts', numbered(host, wanted)),
      requestCube: (wanted) => askCube(host, wanted, ASKED_TIMES),
      requestPage: (wanted) => host.trigger('page', numbered(host, wanted)),
    };
    arrived(data.island, data.packed).then((island) => {
      host.told = host.asked;
      host.handle = openMap(host, island, { ...options, ...host.asked });
      const news = answersTo(host, host.answers);
      if (Object.keys(news).length) host.handle.update(news);
    }).catch((error) => fail(host, error));
  } else if (host.handle) {
    // A filter asked anew counts everything anew, so only what has changed is told.
    const same = (name, value) => JSON.stringify(host.told[name]) === JSON.stringify(value);
    const changed = Object.entries(asked).filter(([name, value]) => !same(name, value));
    if (data.texts) changed.push(['texts', data.texts]);
    if (data.values) changed.push(['values', data.values]);
    if (data.open && data.open.press !== host.pressed) changed.push(['open', data.open]);
    changed.push(...Object.entries(answersTo(host, answers)));
    if (changed.length) host.handle.update(Object.fromEntries(changed));
    host.told = asked;
  }
  host.asked = asked; host.answers = answers; host.pressed = data.open?.press;
  if (host.handle) askWhole(host, data);
  return () => { clearTimeout(host.waiting); clearTimeout(host.asking); if (host.handle) host.handle.destroy(); };
}
