// The map as a Streamlit component: the folium map's own script is run with an L that hands it our element, since
// inside a component nothing can be looked up by id. Runs after Leaflet, the parts of scrub/ and `foliumMap`.
const MAGIC = 'MAPKIT01', START = MAGIC.length + 4;                          // the magic word and the length of the JSON

async function fetched(address) {
  const response = await fetch(address).catch(() => { throw new Error('the server cannot be reached'); });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response;
}

async function arrived(address, packed) {
  const { body } = packed ? new Response(Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0))) : await fetched(address);
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
  foliumMap(L, { openFolium: (map) => { handle = globalThis.mapkit.mount({ L: globalThis.L, map, island, container: host, options }); } });
  return handle;
}

function fail(host, error) {
  const words = `This map cannot be shown. Its data did not arrive: ${error.message}. Reload the page.`;
  host.replaceChildren(Object.assign(document.createElement('p'), { className: 'mk-root mk-broken', role: 'alert', textContent: words }));
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const host = parentElement.querySelector('.mk-app');
  const asked = { shown: data.shown, certainOnly: data.certain, view: data.asked };
  if (!host.opening) {
    host.opening = data.island;
    const options = {
      initial: data.initial, onChange: (state) => setStateValue('view', state),
      requestTexts: (rows) => setTriggerValue('wanted', [...rows]),
    };
    arrived(data.island, data.packed).then((island) => {
      host.told = host.asked;
      host.handle = openMap(host, island, { ...options, ...host.asked });
    }).catch((error) => fail(host, error));
  } else if (host.handle) {
    // A filter asked anew counts everything anew, so only what has changed is told.
    const changed = Object.entries(asked).filter(([name, value]) => host.told[name] !== value);
    if (data.texts) changed.push(['texts', data.texts]);
    if (changed.length) host.handle.update(Object.fromEntries(changed));
    host.told = asked;
  }
  host.asked = asked;
  return () => { if (host.handle) host.handle.destroy(); };
}
