// Undated and unplaced incidents: counted apart, never lost.

export function trayRows(app, tray) {
  const { undated, unplaced } = app.trays;
  return (tray === 'undated' ? undated : unplaced.filter(({ days }) => inTime(app, days))).map(({ row }) => row);
}

/** Whether days lie in the window, or at least touch it where what is possible counts too. */
function inTime({ state }, [start, end]) {
  const [from, to] = state.window;
  return state.certainOnly ? start >= from && end <= to : start < to && end > from;
}

export function trayCount(app, tray) {
  if (app.cubes) return app.model.cube ? app.model.cube[tray].reduce((sum, n) => sum + n, 0) : 0;
  if (tray === 'undated') return app.trays.undated.length;
  let n = 0;
  for (const { days } of app.trays.unplaced) if (inTime(app, days)) n++;
  return n;
}
