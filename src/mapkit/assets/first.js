// Of a server's page, which shows the outline of the map at once. `loader.js` takes it over for the map; where words of
// anything else come instead, it goes.
{
  const early = document.getElementById('mapkit-first');
  const watcher = new MutationObserver(() => {
    if (early.isConnected && !document.querySelector('.stMain')?.innerText.trim()) return;
    early.remove();
    watcher.disconnect();
  });
  watcher.observe(document.getElementById('root'), { childList: true, subtree: true });
}
