// Where others find this map: its link, and the code that puts it into a page of theirs.

import { stateOf } from '../host.js';
import { linkText } from '../link.js';

const OWN_MACHINE = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;
const FRAME_HIGH = 480;                            // pixels
const NOWHERE = 'This map has no address. Save it as a web page (HTML), and take link or code from there.';
const THIS_MACHINE = 'This server is seen from this computer alone. Save the map as a web page (Export, HTML) and take'
  + ' the code from there, or start a server that others reach.';
const BESIDE = 'Put this file on your site, beside the page: the code names it.';
const PUBLISHED = 'For any page: the code shows the map from this address.';

/** Whether the map has an address that a link can name. */
const hasAddress = ({ options: { linkSign } }) =>
  Boolean(linkSign) && /^(?:https?|file):$/.test(globalThis.location.protocol);

const baseOf = ({ options: { linkSign } }) =>
  globalThis.location.href.replace(linkSign === '#' ? /#.*$/ : /[?#].*$/, '');

/** The address of the map as it is shown; null where it has none. */
export const shareAddress = (app) => hasAddress(app)
  ? `${baseOf(app)}${app.options.linkSign}${linkText(stateOf(app))}` : null;

/** The code of a frame with the map as it is shown, or null, and in words where it fits or why there is none. */
export function frameCode(app) {
  if (!hasAddress(app)) return { code: null, words: NOWHERE };
  const { options: { linkSign } } = app, { protocol, hostname, pathname } = globalThis.location;
  const own = protocol === 'file:' || OWN_MACHINE.test(hostname);
  if (linkSign === '?' && own) return { code: null, words: THIS_MACHINE };
  const base = own ? pathname.split('/').pop() : baseOf(app);
  const asks = linkSign === '?' ? '?embed=true&frame=1' : '#frame=1';
  return { code: frameOf(`${base}${asks}&${linkText(stateOf(app))}`, app.island.title || 'Map'),
    words: own ? BESIDE : PUBLISHED };
}

const NAMED_SIGNS = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const quotedAttribute = (words) => `"${words.replace(/[&"<>]/g, (sign) => NAMED_SIGNS[sign])}"`;

const frameOf = (address, title) => `<iframe src=${quotedAttribute(address)} title=${quotedAttribute(title)}`
  + ` width="100%" height="${FRAME_HIGH}" style="border:0" loading="lazy" allow="clipboard-write"></iframe>`;
