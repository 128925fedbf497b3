// Incidents that are not on the map: counted apart, never lost.

/** In the order in which they are told. */
export const LENS_TRAYS = ['later', 'unsaid'];     // what nobody knew on the day that is asked
export const TRAYS = ['undated', 'unplaced', ...LENS_TRAYS];
export const TRAY_WORDS = {
  undated: 'undated', unplaced: 'unplaced', later: 'known later', unsaid: 'not known when said',
};

/** Those that can hold something: what nobody knew only where a day is asked. */
export const traysNow = ({ state: { asked } }) => (asked.known == null ? TRAYS.slice(0, 2) : TRAYS);

export function trayRows(app, tray) {
  const held = app.trays[tray];
  return tray === 'unplaced' ? held.filter(({ days }) => inTime(app, days)).map(({ row }) => row) : Array.from(held);
}

/** Whether days count in the window: those that may be, or where only what is certain counts those that are sure. */
function inTime({ state: { window: [from, to], certainOnly } }, [start, sureStart, sureEnd, end]) {
  return certainOnly ? sureStart < to && sureEnd > from : start < to && end > from;
}

export function trayCount(app, tray) {
  if (app.cubes) return app.model.cube?.[tray] ? app.model.cube[tray].reduce((sum, n) => sum + n, 0) : 0;
  if (tray !== 'unplaced') return app.trays[tray].length;
  let n = 0;
  for (const { days } of app.trays.unplaced) if (inTime(app, days)) n++;
  return n;
}
