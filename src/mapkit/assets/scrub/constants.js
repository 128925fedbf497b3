// Numbers and words that several parts go by.

export const VERSION = 4;
export const DAY_MS = 86400000;
export const EARTH_M = 40075016.686;         // equator, metres
export const OPEN_START = -719162;           // 0001-01-01: "no start given"
export const OPEN_END = 2932896;             // 9999-12-31: "no end given"
export const NEVER = 2 ** 31 - 1;            // a day that no window reaches
export const ROUGH_M = 10000;                // from here on a place gets no sharp mark
export const WIDE_DAYS = 62;                 // wider windows say too little about a bar's days
export const SHAPES_MAX = 400;               // up to here every mark is drawn in full: halo, shares, count, ring
export const STAMPS_MAX = 1500;              // up to here as a stamped symbol; above as a density
export const CELL_PX = 3;                    // a cell of the density, and the numbers it has:
export const CELL_SIZE = 5;                  // count, sums of red, green and blue, how many are certain
export const PALE = 0.35;                    // what is over, where it stays
export const SORT_MAX = 50000;               // above this, marks are not ordered by size
export const LIST_MAX = 100;                 // entries of a list before "show more"
export const TABLE_MAX = 2000;                // rows of a list as a plain table
export const CELLS_LISTED = 50;              // cells of a large atlas that the panel lists
export const SPOTS_MAX = 12;                 // places of one click that get a section each
export const GREY = '#7a7a7a';
export const QUIET_GREY = '#c6cbcf';               // of what is not spoken of
export const UNITS = [['incident', 'incident'], ['day', 'day'], ['week', 'week'], ['month', 'month'], ['year', 'year']];
export const LIGHT = 20000;                  // up to so many places and incidents the panel follows in each frame
export const LIVE_MAX = 200_000;              // incidents up to which list and sentence follow a drag at all
export const BEHIND = 150;                   // milliseconds that it may lag behind where there are more
export const MIN_DAYS = 28;                // the least that the clock covers
export const MIN_VIEW = 14;                // and the least that the track shows
export const PACE_PARTS = 512;               // parts of time that playing by incidents tells apart
export const MODES = [
  ['window', 'Window'], ['instant', 'One step'],
  ['start', 'From the start'], ['end', 'To the end'],
];
export const SPEEDS = [[0.5, '0.5\u00d7'], [1, '1\u00d7'], [2, '2\u00d7'], [4, '4\u00d7'], [8, '8\u00d7']];
export const ASK_AFTER = 50;                 // milliseconds that the map rests before counts are asked for
export const SIGN_AFTER = 300;               // and that an answer may take before the page says that it waits
export const MAX_CELLS = 2000;              // cells of a screen, as `Frame.of` in mapkit.viewcube chooses them:
export const FINEST_CELLS = 20;              // no finer than this zoom,
export const CELLS_FINER = 4;                // and so many zooms finer than the map
export const CARRIED_WORDS = 'This file holds counts, by squares and days, for the framed part of the map;'
  + ' the texts of the incidents are not in it.';
