"""How far a page jumps from its first frame on."""

MOST_SHIFT = 0.02  # of the page's area times how far it moved, in all
# Layout shifts (Layout Instability API of the W3C) from the first frame on that shows something of ours.
SHIFTS = """() => {
  const all = [];
  let since = Infinity;
  const find = () => {
    const roots = [document, ...[...document.querySelectorAll('*')].map((one) => one.shadowRoot).filter(Boolean)];
    if (!roots.some((one) => one.querySelector('.mk-first, .mk-root'))) { requestAnimationFrame(find); return; }
    requestAnimationFrame(() => { since = performance.now(); });
  };
  find();
  new PerformanceObserver((list) => all.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
  globalThis.shifts = () => all.filter((one) => one.startTime > since).reduce((sum, one) => sum + one.value, 0);
}"""
