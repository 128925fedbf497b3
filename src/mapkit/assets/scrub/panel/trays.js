// Undated and unplaced incidents: counted apart, never lost.

export function trayRows(app, tray) {
  const { undated, unplaced } = app.trays;
  return (tray === 'undated' ? undated : unplaced.filter(({ days }) => inTime(app, days))).map(({ row }) => row);
}

/** Whether days count in the window: those that may be, or where only what is certain counts those that are sure. */
function inTime({ state: { window: [from, to], certainOnly } }, [start, sureStart, sureEnd, end]) {
  return certainOnly ? sureStart < to && sureEnd > from : start < to && end > from;
}

export function trayCount(app, tray) {
  if (app.cubes) return app.model.cube ? app.model.cube[tray].reduce((sum, n) => sum + n, 0) : 0;
  if (tray === 'undated') return app.trays.undated.length;
  let n = 0;
  for (const { days } of app.trays.unplaced) if (inTime(app, days)) n++;
  return n;
}
