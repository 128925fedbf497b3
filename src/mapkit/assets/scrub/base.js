// Constants, and the little that every part uses.

const VERSION = 1;
const DAY_MS = 86400000;
const EARTH_M = 40075016.686;         // equator, metres
const OPEN_START = -719162;           // 0001-01-01: "no start given"
const OPEN_END = 2932896;             // 9999-12-31: "no end given"
const ROUGH_M = 10000;                // from here on a place gets no sharp mark
const WIDE_DAYS = 62;                 // wider windows say too little about a bar's days
const SHAPES_MAX = 400;               // up to here every mark is drawn in full: halo, shares, count, ring
const STAMPS_MAX = 1500;              // up to here as a stamped symbol; above as a density
const CELL_PX = 3;                    // a cell of the density, and the numbers it has:
const CELL_SIZE = 5;                  // count, sums of red, green and blue, how many are certain
const PALE = 0.35;                    // what is over, where it stays
const SORT_MAX = 50000;               // above this, marks are not ordered by size
const LIST_MAX = 100;                 // entries of a list before "show more"
const CELLS_LISTED = 50;              // cells of a large atlas that the panel lists
const SPOTS_MAX = 12;                 // places of one click that get a section each
const GREY = '#7a7a7a';
const UNITS = [['incident', 'incident'], ['day', 'day'], ['week', 'week'], ['month', 'month'], ['year', 'year']];
const LEAST_DAYS = 28;                // the least that the clock covers
const LEAST_VIEW = 14;                // and the least that the track shows
const PACE_PARTS = 512;               // parts of time that playing by incidents tells apart
const MODES = [
  ['window', 'Window'], ['instant', 'One step'],
  ['start', 'From the start'], ['end', 'To the end'],
];
