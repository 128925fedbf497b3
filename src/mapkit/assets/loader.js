// All that travels with the map's answers: the map's own script is a file of the server's, fetched once by each page.
let show = null, coming = null;

function broken({ parentElement }, error) {
  const words = `This map cannot be shown. Its script did not arrive: ${error.message}. Reload the page.`;
  const told = Object.assign(document.createElement('p'), { className: 'mk-root mk-broken', role: 'alert', textContent: words });
  parentElement.querySelector('.mk-app').replaceChildren(told);
}

export default function (component) {
  if (show) return show(component);
  let end = null, ended = false;
  coming ??= import(new URL(component.data.script, document.baseURI).href);
  coming.then(
    (script) => { show = script.default; if (!ended) end = show(component); },
    (error) => { coming = null; if (!ended) broken(component, error); },
  );
  return () => { ended = true; if (end) end(); };
}
