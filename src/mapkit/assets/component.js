// The map as a Streamlit component: the folium map's own script is run with an L that hands it our element, since
// inside a component nothing can be looked up by id. Runs after Leaflet, scrub.js and `foliumMap`.
async function unpacked(response) {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).json();
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

export default function ({ parentElement, data, setStateValue }) {
  const host = parentElement.querySelector('.mk-app');
  const filters = { shown: data.shown, certainOnly: data.certain };
  host.filters = filters;
  if (!host.opening) {
    host.opening = data.island;
    const options = { ...filters, initial: data.initial, onChange: (state) => setStateValue('view', state) };
    fetch(data.island).then(unpacked).then((island) => {
      host.handle = openMap(host, island, { ...options, ...host.filters });
    }).catch((error) => fail(host, error));
  } else if (host.handle) {
    const key = JSON.stringify([filters, data.move]);
    if (host.told !== key) host.handle.update(data.move ? { ...filters, ...data.move } : filters);
    host.told = key;
  }
  return () => { if (host.handle) host.handle.destroy(); };
}
