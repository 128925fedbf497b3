// A saved page keeps its state after the # of its address, and opens with what stands there.

import { linkText, readLink } from './link.js';
import { frameAsked } from './size.js';

export function keptInAddress(island) {
  const { location, history } = globalThis;
  const frame = frameAsked() ? 'frame=1' : '';
  globalThis.addEventListener('hashchange', () => location.reload());   // a link was followed; our own do not tell
  return { initial: { ...island?.opening, ...readLink(location.hash) }, linkSign: '#', onChange: (state) => {
    try {
      history.replaceState(null, '', `#${[linkText(state), frame].filter(Boolean).join('&')}`);
    } catch { /* a frame without an address */ }
  } };
}
