// Sharing what is shown, in one dialog: its link, the code for a page, its picture, its data.

import { frameCode, shareAddress } from './address.js';
import { tableOf } from './table.js';
import { stopPlay } from '../clock/play.js';
import { isCertain, isPossible } from '../data/model.js';
import { openDialog } from '../dialog.js';
import { button, el, plural } from '../dom.js';
import { previewOf, takePicture } from '../export/camera.js';
import { fileStem, receiptJson, saveBytes } from '../export/receipt.js';
import { sealedZip } from '../export/zip.js';
import { note } from '../note.js';
import { viewSentence } from '../sentence.js';

const NO_LINK = 'This map has no address that others could follow.';
const ON_SERVER = 'Download, above the map, has the data of what is shown; Export has pictures, films and publishing.';
const ON_ITS_PAGE = 'The page that the link opens has the data of what is shown, and pictures and films of it.';
const WITH_RECEIPT = 'Beside the table lies its receipt: what is shown, of which data. mapkit reads the ZIP as it is.';
const NO_TEXTS = 'This file holds counts of its incidents and not their texts: there is no table to save.';

export const shareButton = (app) => button('Share: link, code for a page, picture, data', { text: 'Share',
  class: 'mk-menu-button mk-share-button', 'aria-haspopup': 'dialog', on: { click: () => openShare(app) } });

/** Open the dialog; what it shows is the window as it stands. */
function openShare(app) {
  stopPlay(app, app.clock);
  openDialog(app, 'Share', { class: 'mk-dialog mk-share' }, el('div', { class: 'mk-dialog-body' },
    el('p', { class: 'mk-share-shown', dir: 'auto' }, viewSentence(app)),
    el('p', { class: 'mk-share-said', role: 'status' }),
    linkPart(app), codePart(app), picturePart(app), dataPart(app)));
}

const sharePart = (name, ...content) => el('section', {}, el('h3', {}, name), content);

function linkPart(app) {
  const address = shareAddress(app);
  if (!address) return sharePart('Link', el('p', { class: 'mk-soft' }, NO_LINK));
  const field = el('input', { class: 'mk-search', readonly: true, 'aria-label': 'Link', value: address });
  return sharePart('Link', field, copyButton(app, 'Copy link', field));
}

function codePart(app) {
  const { code, words } = frameCode(app), said = el('p', { class: 'mk-soft' }, words);
  if (!code) return sharePart('In a page', said);
  const field = el('textarea', { class: 'mk-search', readonly: true, rows: 3, 'aria-label': 'Code for a page' });
  field.value = code;
  return sharePart('In a page', said, field, copyButton(app, 'Copy code', field));
}

/** What the field holds goes to the clipboard; where the browser keeps that back, it is marked to be copied by hand. */
const copyButton = (app, label, field) => button('', { text: label, class: 'mk-toggle', on: { click: async () => {
  field.select();
  let words = 'Copied.';
  try { await navigator.clipboard.writeText(field.value); } catch { words = 'Copy the marked text with Ctrl+C.'; }
  if (!app.dead) note(app, words);
} } });

function picturePart(app) {
  const alt = viewSentence(app), words = el('textarea', { class: 'mk-search', readonly: true, rows: 2,
    'aria-label': 'Words for the picture' });
  words.value = [app.island.title, alt].filter(Boolean).join('. ');
  const place = el('div', { class: 'mk-preview', role: 'img', 'aria-label': words.value });
  previewOf(app, place);
  return sharePart('Picture', place, el('div', { class: 'mk-tools' },
    button('', { text: 'Save picture (PNG)', class: 'mk-toggle mk-camera',
      on: { click: () => takePicture(app, true) } })),
  el('p', { class: 'mk-soft' }, 'Words for those who cannot see it:'), words, copyButton(app, 'Copy words', words));
}

function dataPart(app) {
  if (!app.page) {
    return sharePart('Data', el('p', { class: 'mk-soft' }, app.frameAsked ? ON_ITS_PAGE : ON_SERVER));
  }
  const shown = app.texts ? shownEntries(app) : null;
  if (!shown) return sharePart('Data', el('p', { class: 'mk-soft' }, NO_TEXTS));
  const save = () => {
    const files = { 'table.csv': new TextEncoder().encode(tableOf(app, shown)) };
    saveBytes(sealedZip(receiptJson(app), files), `${fileStem(app)}.csv.zip`, 'application/zip');
    note(app, 'Table saved, in a ZIP with its receipt.');
  };
  return sharePart('Data', el('div', { class: 'mk-tools' }, button('', { class: 'mk-toggle mk-table',
    text: `Save ${plural(shown.length, 'incident')} (CSV in a ZIP)`, disabled: !shown.length, on: { click: save } })),
  el('p', { class: 'mk-soft' }, WITH_RECEIPT));
}

/** What the window shows, by start, with what it says. */
function shownEntries({ model, state: { window, certainOnly }, texts }) {
  const found = [];
  for (let i = 0; i < model.n; i++) {
    const certain = isCertain(model, i, window);
    if (!model.passes[i] || !(certainOnly ? certain : isPossible(model, i, window))) continue;
    const entry = texts[model.row[i]];
    if (entry) found.push({ i, entry, certain });
  }
  return found;
}
