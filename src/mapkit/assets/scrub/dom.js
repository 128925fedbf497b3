// Elements, icons, links, names: text reaches the page as text nodes only.

import { GREY, ROUGH_M } from './constants.js';
import { USUAL } from './data/names.js';
import { numberWords } from './numbers.js';

export function el(tag, options, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options || {})) {
    if (value == null || value === false) continue;
    if (name === 'on') for (const [type, listen] of Object.entries(value)) node.addEventListener(type, listen);
    else if (name === 'style') for (const [key, v] of Object.entries(value)) node.style.setProperty(key, v);
    else node.setAttribute(name === 'class' ? 'class' : name, value === true ? '' : String(value));
  }
  for (const child of children.flat()) if (child != null && child !== '') node.append(child);
  return node;                                   // append() makes text nodes of strings
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const ICONS = {
  play: 'M5 3.2v9.6L13 8z', pause: 'M4.5 3h2.6v10H4.5zM8.9 3h2.6v10H8.9z',
  back: 'M10.6 2.8 5.4 8l5.2 5.2-1 1L3.4 8l6.2-6.2z', forward: 'M5.4 2.8 10.6 8l-5.2 5.2 1 1L12.6 8 6.4 1.8z',
  link: 'M6.6 10.3 5.7 9.4l3.7-3.7.9.9zM8.3 11.1 6.8 12.6a2.4 2.4 0 0 1-3.4-3.4l1.5-1.5 1 1-1.5 1.5a1 1 0 0 0 1.4 1.4'
    + 'l1.5-1.5zm-.6-6.2 1.5-1.5a2.4 2.4 0 0 1 3.4 3.4l-1.5 1.5-1-1 1.5-1.5a1 1 0 0 0-1.4-1.4L8.7 5.9z',
  copy: 'M5 2h8.5v9H12V3.5H5zM2.5 4.5H11V14H2.5zM3.9 6v6.6h5.7V6z',
  search: 'M6.8 2a4.8 4.8 0 1 0 2.9 8.6l3.3 3.3 1.1-1.1-3.3-3.3A4.8 4.8 0 0 0 6.8 2z'
    + 'm0 1.5a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6z',
  close: 'M4.2 3.2 8 7l3.8-3.8 1 1L9 8l3.8 3.8-1 1L8 9l-3.8 3.8-1-1L7 8 3.2 4.2z',
  whole: 'M1.5 3h1.4v10H1.5zM13.1 3h1.4v10h-1.4zM4 7.3h8v1.4H4zM6.2 5 3.4 8l2.8 3zM9.8 5l2.8 3-2.8 3z',
};

export const icon = (name) => svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'mk-icon' },
  svg('path', { d: ICONS[name], fill: 'currentColor' }));

export function button(label, { icon: image, text, ...options }) {
  return el('button', { type: 'button', 'aria-label': text ? null : label, title: label || null, ...options },
    image ? icon(image) : null, text || null);
}

/** A button that unfolds a small sheet; Escape and a press elsewhere fold it again. */
export function menu(label, name, ...content) {
  const sheet = el('details', { class: `mk-menu ${name}` },
    el('summary', {}, label), el('div', { class: 'mk-sheet' }, content));
  const elsewhere = (event) => { if (!event.composedPath().includes(sheet)) sheet.open = false; };
  sheet.addEventListener('toggle', () => {
    document[sheet.open ? 'addEventListener' : 'removeEventListener']('pointerdown', elsewhere, true);
  });
  sheet.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !sheet.open) return;
    event.stopPropagation();
    sheet.open = false;
    sheet.firstElementChild.focus();
  });
  return sheet;
}

/** Only http and https become links; anything else stays the text it is. */
export function link(url, text) {
  let parsed;
  try { parsed = new URL(url); } catch { parsed = null; }
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return el('span', { dir: 'auto' }, text || url);
  return el('a', { href: parsed.href, rel: 'noopener noreferrer nofollow', target: '_blank', dir: 'auto' },
    text || url);
}

export const plural = (n, one, many) => `${numberWords(n)} ${n === 1 ? one : many || one + 's'}`;
export const safeColour = (colour) => /^#[0-9a-f]{6}$/i.test(colour || '') ? colour : GREY;
export const text = (value) => el('span', { dir: 'auto' }, value);

export function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function firstNames(names, languages) {
  const first = (language) => (names && names[language] && names[language][0]) || '';
  return [...new Set(languages.map(first))].filter(Boolean);
}

/** First name of each chosen language, once each; else English; else any. */
export function labelOf(names, languages) {
  const chosen = firstNames(names, languages);
  if (chosen.length) return chosen;
  const usual = firstNames(names, [USUAL]);
  return usual.length ? usual : firstNames(names, Object.keys(names || {})).slice(0, 1);
}

/** The second line: first names in the atlas's own languages, without what is the name already. */
export function localOf(names, languages, local) {
  const said = labelOf(names, languages);
  return firstNames(names, local || []).filter((name) => !said.includes(name));
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

/** Names side by side; where their directions may differ, each is isolated, or they would flow into each other. */
export function beside(names) {
  const apart = names.length > 1 && names.some((name) => RIGHT_TO_LEFT.test(name));
  return names.map((name) => (apart ? `\u2068${name}\u2069` : name)).join(' \u00b7 ');
}

export function precisionWords(metres) {
  if (!metres || !Number.isFinite(metres)) return 'precision of the place not stated';
  if (metres < 1000) return `place known to about ${Math.round(metres)} m`;
  const km = metres / 1000;
  return `place known ${metres >= ROUGH_M ? 'only ' : ''}to about ${km < 10 ? +km.toFixed(1) : Math.round(km)} km`;
}

export function coordinateWords(lat, lon, digits = 4) {
  const words = (degrees, positive, negative) =>
    `${Math.abs(degrees).toFixed(digits)}\u00b0 ${degrees < 0 ? negative : positive}`;
  return `${words(lat, 'N', 'S')}, ${words(lon, 'E', 'W')}`;
}

let languageNames = null;

export function languageName(code) {
  try {
    languageNames = languageNames || new Intl.DisplayNames(['en'], { type: 'language' });
    return languageNames.of(code);
  } catch { return code; }
}

export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** Write a text only where it changes: a frame touches no more of the page than it must. */
export function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

export const activeElement = (app) => app.root.getRootNode().activeElement;
