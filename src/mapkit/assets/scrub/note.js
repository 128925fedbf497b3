// The note over the map: what went well or wrong.

const SHOWN_MS = 4000;

/** Tell words for a while; with `more`, which a reader presses, until they are pressed; in an open dialog, there. */
export function note(app, words, ...more) {
  const said = app.root.querySelector('dialog[open] .mk-share-said');
  if (said) { said.replaceChildren(words, ...more); return; }       // a dialog lies over the map
  clearTimeout(app.noteTimer);
  app.note.replaceChildren(words, ...more);
  app.note.hidden = false;
  if (!more.length) app.noteTimer = setTimeout(() => { app.note.hidden = true; }, SHOWN_MS);
}
