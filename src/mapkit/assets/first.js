// Of a server's page, which shows the outline of the map at once. `loader.js` takes it over for the map; where words of
// anything else come instead, it goes.
{
  const early = document.getElementById('mapkit-first');
  const watcher = new MutationObserver(() => {
    if (early.isConnected && !document.querySelector('.stMain')?.innerText.trim()) return;
    early.remove();
    watcher.disconnect();
  });
  // The map's lines where the map will draw them (`showRegion`): its room around the box, its steps of zoom.
  const lines = early.querySelector('svg');
  if (lines) {
    const { clientWidth: wide, clientHeight: high } = lines.parentNode;
    const [across, down, world] = lines.dataset.box.split(' ').map(Number);
    const zoom = Math.floor(4 * Math.log2(Math.min((wide - 16) / across, (high - 30) / down) * world / 256)) / 4;
    const pixel = world / (256 * 2 ** zoom), box = [-wide / 2, 7 - high / 2, wide, high].map((one) => one * pixel);
    if (box.every(Number.isFinite)) lines.setAttribute('viewBox', box.join(' '));
  }
  watcher.observe(document.getElementById('root'), { childList: true, subtree: true });
}
