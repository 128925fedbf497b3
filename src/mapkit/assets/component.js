// The map as a Streamlit component: the folium map's own script is run with an L that hands it our element, since
// inside a component nothing can be looked up by id. Runs after Leaflet, the parts of scrub/ and `foliumMap`.
async function unpacked(response) {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const bytes = await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  const start = 12, length = new DataView(bytes).getUint32(8, true);      // after the magic word and the length
  const island = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, start, length)));
  island.buffer = bytes.slice(start + length);
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
  host.replaceChildren(Object.assign(document.createElement('p'), { role: 'alert', textContent: `The map's data did not arrive: ${error.message}. Reload the page.` }));
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const host = parentElement.querySelector('.mk-app');
  const filters = { shown: data.shown, certainOnly: data.certain };
  host.filters = filters;
  if (!host.opening) {
    host.opening = data.island;
    const options = {
      initial: data.initial, onChange: (state) => setStateValue('view', state),
      requestTexts: (rows) => setTriggerValue('wanted', [...rows]),
    };
    fetch(data.island).then(unpacked).then((island) => {
      host.handle = openMap(host, island, { ...options, ...host.filters });
    }).catch((error) => fail(host, error));
  } else if (host.handle) {
    const change = { ...filters, ...data.move, ...(data.texts ? { texts: data.texts } : {}) };
    const key = JSON.stringify(change);
    if (host.told !== key) host.handle.update(change);
    host.told = key;
  }
  return () => { if (host.handle) host.handle.destroy(); };
}
