/*
 * scrub.js: the map layer of mapkit and its clock, in plain JavaScript.
 *
 *   mapkit.mount({L, map, island, container, options}) -> {update, destroy}
 *   mapkit.openFolium(map, islandElementId)            -> the same, for a saved folium page
 *
 * The incidents stay typed arrays; one animation frame counts them and draws. Text of the data
 * reaches the page through textContent only, so nothing here parses markup.
 */
(function () {
  'use strict';

  const VERSION = 1;
  const DAY_MS = 86400000;
  const EARTH_M = 40075016.686;         // equator, metres
  const OPEN_START = -719162;           // 0001-01-01: "no start given"
  const OPEN_END = 2932896;             // 9999-12-31: "no end given"
  const ROUGH_M = 10000;                // from here on a place gets no sharp mark
  const WIDE_DAYS = 62;                 // wider windows say too little about a bar's days
  const SHAPES_MAX = 400;               // up to here every mark is drawn in full: halo, shares, count, ring
  const STAMPS_MAX = 2500;              // up to here as a stamped symbol; above as a few pixels
  const SORT_MAX = 50000;               // above this, marks are not ordered by size
  const LIST_MAX = 100;
  const GREY = '#7a7a7a';
  const UNITS = ['day', 'week', 'month', 'year'];
  const MODES = [
    ['window', 'Window'], ['instant', 'One step'],
    ['start', 'From the start'], ['end', 'To the end'],
  ];

  // ------------------------------------------------------------------ columns

  const DTYPES = {
    u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array,
    f4: Float32Array, f8: Float64Array,
  };

  class IslandError extends Error {}

  function bytesOf(base64) {
    let binary;
    try { binary = atob(base64); } catch { throw new IslandError('a column is not base64'); }
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  /** The typed array of one column; `offset` is added once, here. */
  function column(col, count, name) {
    const type = col && DTYPES[col.dtype];
    if (!type) throw new IslandError(`column ${name} has no known type`);
    const bytes = bytesOf(col.data);
    if (bytes.length !== count * type.BYTES_PER_ELEMENT) {
      throw new IslandError(`column ${name} is cut short`);
    }
    const raw = new type(bytes.buffer);
    if (!col.offset) return raw;
    const wide = col.dtype[0] === 'f' ? new Float64Array(count) : new Int32Array(count);
    for (let i = 0; i < count; i++) wide[i] = raw[i] + col.offset;
    return wide;
  }

  const worldX = (lon) => lon / 360 + 0.5;

  /** Web-mercator y in 0..1 from the north. */
  function worldY(lat) {
    const sine = Math.sin(Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }

  function readMarks(island) {
    const { count: n } = island.marks;
    const lon = column(island.marks.lon, n, 'marks.lon');
    const lat = column(island.marks.lat, n, 'marks.lat');
    return {
      n, lon, lat,
      x: Float64Array.from(lon, worldX), y: Float64Array.from(lat, worldY),
      site: column(island.marks.site, n, 'marks.site'),
      precision: column(island.marks.precision_m, n, 'marks.precision_m'),
    };
  }

  /** Where each mark's incidents lie in one list (counting sort, so by start within a mark). */
  function groupByMark(mark, n, marks) {
    const from = new Uint32Array(marks + 1);
    for (let i = 0; i < n; i++) from[mark[i] + 1]++;
    for (let m = 0; m < marks; m++) from[m + 1] += from[m];
    const next = from.slice(), list = new Uint32Array(n);
    for (let i = 0; i < n; i++) list[next[mark[i]]++] = i;
    return { from, list };
  }

  function checkIsland(island) {
    if (!island || typeof island !== 'object') throw new IslandError('there are none');
    if (island.version !== VERSION) {
      throw new IslandError(`they are version ${island.version}, this page reads version ${VERSION}`);
    }
    for (const part of ['marks', 'incidents', 'kinds', 'sites', 'home']) {
      if (!island[part]) throw new IslandError(`"${part}" is missing`);
    }
  }

  function readModel(island) {
    checkIsland(island);
    const marks = readMarks(island);
    const n = island.incidents.count;
    const model = { n, marks, kinds: Math.max(1, island.kinds.length) };
    for (const name of ['start', 'end', 'kind', 'mark', 'row']) {
      model[name] = column(island.incidents[name], n, `incidents.${name}`);
    }
    for (let i = 0; i < n; i++) {
      if (model.mark[i] >= marks.n) throw new IslandError('an incident points beyond the marks');
    }
    model.lastEnd = runningMaximum(model.end, n);
    model.passes = new Uint8Array(n).fill(1);
    Object.assign(model, groupByMark(model.mark, n, marks.n));
    return model;
  }

  /** max(end[0..i]): ascending, so everything that is over can be skipped by bisection. */
  function runningMaximum(end, n) {
    const best = new Int32Array(n);
    for (let i = 0, top = OPEN_START; i < n; i++) best[i] = top = Math.max(top, end[i]);
    return best;
  }

  /** First index whose value is >= x in an ascending array. */
  function lowerBound(values, x) {
    let low = 0, high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] < x) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** `shown` is a base64 bitset over rows: the filters that are neither time nor box. */
  function applyFilter(model, shown) {
    const bits = shown == null ? null : bytesOf(shown);
    model.passesRow = (row) => !bits || ((bits[row >> 3] >> (row & 7)) & 1) === 1;
    for (let i = 0; i < model.n; i++) model.passes[i] = model.passesRow(model.row[i]) ? 1 : 0;
    const total = new Uint32Array(model.marks.n);
    for (let i = 0; i < model.n; i++) total[model.mark[i]] += model.passes[i];
    model.total = total;
    // Large marks first, so that small ones stay on top and in reach; fixed while time moves.
    model.order = Uint32Array.from(total.keys());
    if (total.length <= SORT_MAX) model.order.sort((a, b) => total[b] - total[a] || a - b);
    model.rank = new Uint32Array(total.length);
    for (let k = 0; k < total.length; k++) model.rank[model.order[k]] = k;
  }

  function newCounts(model) {
    const { n } = model.marks;
    return {
      mark: new Uint32Array(n), sure: new Uint32Array(n), kind: new Uint32Array(n * model.kinds),
      touched: new Uint32Array(n), shown: 0, certain: 0, possible: 0, places: 0,
    };
  }

  function clearCounts(counts, kinds) {
    for (let k = 0; k < counts.places; k++) {
      const m = counts.touched[k];
      counts.mark[m] = counts.sure[m] = 0;
      for (let j = m * kinds; j < (m + 1) * kinds; j++) counts.kind[j] = 0;
    }
    counts.places = 0;
  }

  /**
   * Count [start, end) into `counts`: per mark, per mark and kind, and in all. Allocates nothing and looks only at
   * what has begun by the end and was not long over at the start.
   */
  function tally(model, counts, [start, end], certainOnly) {
    clearCounts(counts, model.kinds);
    let certain = 0, possible = 0;
    const last = lowerBound(model.start, end);
    for (let i = lowerBound(model.lastEnd, start + 1); i < last; i++) {
      if (model.end[i] <= start || !model.passes[i]) continue;
      const sure = model.start[i] >= start && model.end[i] <= end, m = model.mark[i];
      possible++;
      if (sure) certain++; else if (certainOnly) continue;
      if (!counts.mark[m]) counts.touched[counts.places++] = m;
      counts.mark[m]++;
      if (sure) counts.sure[m]++;
      counts.kind[m * model.kinds + model.kind[i]]++;
    }
    counts.certain = certain; counts.possible = possible;
    counts.shown = certainOnly ? certain : possible;
  }

  const overlaps = (start, end, window) => start < window[1] && end > window[0];

  // --------------------------------------------------------------------- time

  const dateOf = (day) => new Date(day * DAY_MS);

  function dayOf(year, month, day) {
    const date = new Date(0);
    date.setUTCFullYear(year, month, day);         // Date.UTC would read years below 100 as 19xx
    return Math.round(date.getTime() / DAY_MS);
  }

  const iso = (day) => dateOf(day).toISOString().slice(0, 10);
  const formats = new Map();

  function format(day, options) {
    const key = JSON.stringify(options);
    if (!formats.has(key)) {
      formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }));
    }
    return formats.get(key).format(dateOf(day));
  }

  const dayWords = (day) => format(day, { day: 'numeric', month: 'long', year: 'numeric' });

  /** A half-open window in words; the last day said is the last day in it. */
  function windowWords([start, end]) {
    const last = end - 1, a = dateOf(start), b = dateOf(last);
    if (last <= start) return dayWords(start);
    if (a.getUTCFullYear() !== b.getUTCFullYear()) return `${dayWords(start)} to ${dayWords(last)}`;
    if (a.getUTCMonth() === b.getUTCMonth()) return `${a.getUTCDate()} to ${dayWords(last)}`;
    return `${format(start, { day: 'numeric', month: 'long' })} to ${dayWords(last)}`;
  }

  const MONTHS = { month: 1, quarter: 3, year: 12, decade: 120, century: 1200 };

  /** `day` moved by n units of the calendar; 31 January and a month is the last of February. */
  function shift(day, unit, n) {
    if (unit === 'day' || unit === 'week') return day + n * (unit === 'week' ? 7 : 1);
    const date = dateOf(day), months = date.getUTCMonth() + n * MONTHS[unit];
    const year = date.getUTCFullYear();
    return Math.min(dayOf(year, months, date.getUTCDate()), dayOf(year, months + 1, 0));
  }

  function floorTo(day, unit) {
    if (unit === 'day') return day;
    if (unit === 'week') return day - (((day + 3) % 7) + 7) % 7;      // day 0 was a Thursday
    const date = dateOf(day), year = date.getUTCFullYear(), size = MONTHS[unit];
    if (size < 12) return dayOf(year, Math.floor(date.getUTCMonth() / size) * size, 1);
    return dayOf(Math.floor(year / (size / 12)) * (size / 12), 0, 1);
  }

  const BIN_DAYS = { day: 1, week: 7, month: 30.4, quarter: 91.3, year: 365.25, decade: 3652, century: 36524 };

  /** The finest calendar bin that leaves each bar at least `least` pixels. */
  function binUnit(span, width, least) {
    const fits = Object.keys(BIN_DAYS).find((unit) => width / (span / BIN_DAYS[unit]) >= least);
    return fits || 'century';
  }

  function edges([start, end], unit) {
    const list = [floorTo(start, unit)];
    while (list[list.length - 1] < end) list.push(shift(list[list.length - 1], unit, 1));
    return Int32Array.from(list);
  }

  /** A typed date -> {start, end} (half open) or {problem}, a sentence. Never guesses. */
  function readTyped(text) {
    const typed = text.trim();
    const slashed = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(typed);
    if (slashed) return { problem: bothReadings(typed, slashed) };
    const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(typed);
    const [, year, month, day] = (found || []).map(Number);
    const start = found && dayOf(year, (month || 1) - 1, day || 1);
    const wanted = found && typed + '-01-01'.slice(typed.length - 4);
    if (!found || year < 1 || iso(start) !== wanted) {
      return { problem: `${quoted(typed)} is not a date. Write it as 2020-12-31.` };
    }
    return { start, end: day ? start + 1 : shift(start, month ? 'month' : 'year', 1) };
  }

  function bothReadings(typed, [, first, second, year]) {
    const pad = (part) => part.padStart(2, '0');
    const readings = [[second, first], [first, second]]
      .filter(([month]) => +month >= 1 && +month <= 12)
      .map(([month, day]) => `${year}-${pad(month)}-${pad(day)}`);
    const unique = [...new Set(readings)];
    if (!unique.length) return `${quoted(typed)} is not a date. Write it as 2020-12-31.`;
    return `${quoted(typed)}: write ${unique.join(' or ')}.`;
  }

  const quoted = (text) => `\u201c${text.length > 24 ? text.slice(0, 24) + '\u2026' : text}\u201d`;
  const clamp = (x, low, high) => Math.max(low, Math.min(high, x));

  // ----------------------------------------------------------------- geometry

  /** Rings and lines of a GeoJSON geometry in world coordinates, each with its box. */
  function partsOf(geometry) {
    const parts = [];
    const { type, coordinates: c, geometries } = geometry || {};
    if (type === 'LineString') parts.push(part(c, false));
    else if (type === 'MultiLineString') for (const line of c) parts.push(part(line, false));
    else if (type === 'Polygon') for (const ring of c) parts.push(part(ring, true));
    else if (type === 'MultiPolygon') for (const p of c) for (const ring of p) parts.push(part(ring, true));
    else if (type === 'GeometryCollection') for (const g of geometries) parts.push(...partsOf(g));
    return parts.filter((p) => p.xy.length >= 4);
  }

  function part(points, closed) {
    const xy = new Float64Array(points.length * 2);
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    points.forEach(([lon, lat], i) => {
      const x = xy[2 * i] = worldX(lon), y = xy[2 * i + 1] = worldY(lat);
      box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
    });
    return { xy, box, closed };
  }

  /** Which sides of the canvas a pixel lies beyond, as bits. */
  function side(x, y, view) {
    return (x < -9 ? 1 : x > view.width + 9 ? 2 : 0) | (y < -9 ? 4 : y > view.height + 9 ? 8 : 0);
  }

  /**
   * Add one part to the path. Points closer than half a pixel are skipped; of a run that stays beyond one side
   * of the canvas only the last point is kept: the shape inside the canvas stays the same.
   */
  function trace(ctx, { xy, closed }, view, copy) {
    const last = xy.length - 2;
    let px = 0, py = 0, run = 0, held = false;
    for (let i = 0; i <= last; i += 2) {
      const x = (xy[i] + copy) * view.scale - view.left, y = xy[i + 1] * view.scale - view.top;
      const beyond = side(x, y, view);
      if (i === 0) ctx.moveTo(x, y);
      else if (beyond & run) { held = true; px = x; py = y; run &= beyond; continue; }
      else {
        if (held) { ctx.lineTo(px, py); held = false; }
        else if (i < last && Math.abs(x - px) + Math.abs(y - py) < 0.5) continue;
        ctx.lineTo(x, y);
      }
      px = x; py = y; run = beyond;
    }
    if (held) ctx.lineTo(px, py);
    if (closed) ctx.closePath();
  }

  function tracePart(ctx, p, view) {
    for (const copy of [-1, 0, 1]) {
      const inside = (p.box[2] + copy) * view.scale >= view.left
        && (p.box[0] + copy) * view.scale <= view.left + view.width
        && p.box[3] * view.scale >= view.top && p.box[1] * view.scale <= view.top + view.height;
      if (inside) trace(ctx, p, view, copy);
    }
  }

  /** Pixel of a world point on the copy of the world nearest to the middle of the view. */
  function pixelX(x, view) {
    const middle = (view.left + view.width / 2) / view.scale;
    return (x + Math.round(middle - x)) * view.scale - view.left;
  }
  const pixelY = (y, view) => y * view.scale - view.top;
  const metresPerPixel = (lat, view) => EARTH_M * Math.cos(lat * Math.PI / 180) / view.scale;

  function distanceToPart({ xy, closed }, px, py, view) {
    let best = Infinity;
    const n = xy.length / 2, shiftX = Math.round((view.left + px) / view.scale - xy[0]);
    for (let i = 0; i + 1 < n; i++) {
      const ax = (xy[2 * i] + shiftX) * view.scale - view.left - px, ay = xy[2 * i + 1] * view.scale - view.top - py;
      const bx = (xy[2 * i + 2] + shiftX) * view.scale - view.left - px, by = xy[2 * i + 3] * view.scale - view.top - py;
      const dx = bx - ax, dy = by - ay;
      const t = clamp(-(ax * dx + ay * dy) / (dx * dx + dy * dy || 1), 0, 1);
      best = Math.min(best, Math.hypot(ax + t * dx, ay + t * dy));
    }
    return closed || n > 1 ? best : Infinity;
  }

  function insideParts(parts, x, y) {
    let inside = false;
    for (const { xy, closed } of parts) {
      if (!closed) continue;
      for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
        const crosses = (xy[i + 1] > y) !== (xy[j + 1] > y)
          && x < (xy[j] - xy[i]) * (y - xy[i + 1]) / (xy[j + 1] - xy[i + 1]) + xy[i];
        if (crosses) inside = !inside;
      }
    }
    return inside;
  }

  // -------------------------------------------------------- elements and text

  function el(tag, options, ...children) {
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

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  const ICONS = {
    play: 'M5 3.2v9.6L13 8z', pause: 'M4.5 3h2.6v10H4.5zM8.9 3h2.6v10H8.9z',
    back: 'M10.6 2.8 5.4 8l5.2 5.2-1 1L3.4 8l6.2-6.2z', forward: 'M5.4 2.8 10.6 8l-5.2 5.2 1 1L12.6 8 6.4 1.8z',
    loop: 'M4 5.2h6.4V3L14 6l-3.6 3V6.8H5.6v2H4zM12 10.8H5.6V13L2 10l3.6-3v2.2h4.8v-2H12z',
    close: 'M4.2 3.2 8 7l3.8-3.8 1 1L9 8l3.8 3.8-1 1L8 9l-3.8 3.8-1-1L7 8 3.2 4.2z',
    whole: 'M1.5 3h1.4v10H1.5zM13.1 3h1.4v10h-1.4zM4 7.3h8v1.4H4zM6.2 5 3.4 8l2.8 3zM9.8 5l2.8 3-2.8 3z',
    next: 'M3 3.4 8.6 8 3 12.6zM9.4 3H11v10H9.4zM12 6.5a1.5 1.5 0 1 1 0 3z',
  };

  const icon = (name) => svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: 'mk-icon' },
    svg('path', { d: ICONS[name], fill: 'currentColor' }));

  function button(label, { icon: image, text, ...options }) {
    return el('button', { type: 'button', 'aria-label': text ? null : label, title: label, ...options },
      image ? icon(image) : null, text || null);
  }

  /** Only http and https become links; anything else stays the text it is. */
  function link(url, text) {
    let parsed = null;
    try { parsed = new URL(url); } catch { parsed = null; }
    if (!parsed || !/^https?:$/.test(parsed.protocol)) return el('span', { dir: 'auto' }, text || url);
    return el('a', { href: parsed.href, rel: 'noopener noreferrer nofollow', target: '_blank', dir: 'auto' }, text || url);
  }

  const plural = (n, one, many) => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many || one + 's'}`;
  const safeColour = (colour) => /^#[0-9a-f]{6}$/i.test(colour || '') ? colour : GREY;
  const text = (value) => el('span', { dir: 'auto' }, value);

  function luminance(colour) {
    const [r, g, b] = [1, 3, 5].map((i) => {
      const c = parseInt(colour.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /** First name of each chosen language, once each; else English; else any. */
  function labelOf(names, languages) {
    const first = (language) => (names && names[language] && names[language][0]) || '';
    const chosen = [...new Set(languages.map(first))].filter(Boolean);
    if (chosen.length) return chosen;
    const any = first('en') || Object.keys(names || {}).map(first).find(Boolean);
    return any ? [any] : [];
  }

  /** Names of several directions side by side on a canvas need isolation from each other. */
  function joined(names) {
    const limit = names.length > 1 ? 22 : 34;
    const whole = names.map((name) => {
      const short = [...name];
      return short.length > limit ? short.slice(0, limit - 1).join('') + '\u2026' : name;
    });
    return whole.length === 1 ? whole[0] : whole.map((n) => `\u2068${n}\u2069`).join(' \u00b7 ');
  }

  function precisionWords(metres) {
    if (!metres || !Number.isFinite(metres)) return 'precision of the place not stated';
    if (metres < 1000) return `place known to about ${Math.round(metres)} m`;
    const km = metres / 1000;
    return `place known ${metres >= ROUGH_M ? 'only ' : ''}to about ${km < 10 ? +km.toFixed(1) : Math.round(km)} km`;
  }

  const coordinateWords = (lat, lon) => `${Math.abs(lat).toFixed(4)}\u00b0 ${lat < 0 ? 'S' : 'N'}, `
    + `${Math.abs(lon).toFixed(4)}\u00b0 ${lon < 0 ? 'W' : 'E'}`;

  // ------------------------------------------------------------------- shapes

  function regular(sides, turn, size, inner) {
    const steps = inner ? sides * 2 : sides;
    return Array.from({ length: steps }, (_, i) => {
      const angle = turn + i * 2 * Math.PI / steps, r = size * (inner && i % 2 ? inner : 1);
      return [r * Math.sin(angle), -r * Math.cos(angle)];
    });
  }

  function plusPoints(size, arm, turn) {
    const a = arm, corners = [[-a, -1], [a, -1], [a, -a], [1, -a], [1, a], [a, a], [a, 1], [-a, 1], [-a, a], [-1, a], [-1, -a], [-a, -a]];
    const cos = Math.cos(turn), sin = Math.sin(turn);
    return corners.map(([x, y]) => [size * (x * cos - y * sin), size * (x * sin + y * cos)]);
  }

  // Sized to look as large as the circle of radius 1, not to fit into it.
  const SHAPES = {
    circle: null, square: regular(4, Math.PI / 4, 1.22), diamond: regular(4, 0, 1.25),
    triangle: regular(3, 0, 1.36), 'triangle-down': regular(3, Math.PI, 1.36),
    pentagon: regular(5, 0, 1.15), hexagon: regular(6, 0, 1.1), star: regular(5, 0, 1.42, 0.5),
    plus: plusPoints(1.1, 0.42, 0), cross: plusPoints(1.16, 0.4, Math.PI / 4),
  };

  function traceShape(ctx, shape, x, y, r) {
    const points = SHAPES[shape];
    if (!points) { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 2 * Math.PI); return; }
    ctx.moveTo(x + points[0][0] * r, y + points[0][1] * r);
    for (let i = 1; i < points.length; i++) ctx.lineTo(x + points[i][0] * r, y + points[i][1] * r);
    ctx.closePath();
  }

  /** The shape and colour of a kind as a small picture for lists and legend. */
  function swatch(kind) {
    const points = SHAPES[kind.shape], fill = safeColour(kind.colour);
    const body = points
      ? svg('polygon', { points: points.map(([x, y]) => `${x * 5 + 8},${y * 5 + 8}`).join(' '), fill })
      : svg('circle', { cx: 8, cy: 8, r: 5, fill });
    return svg('svg', { viewBox: '0 0 16 16', class: 'mk-swatch', 'aria-hidden': 'true' }, body);
  }

  const DASHES = { solid: [], dashed: [8, 5], dotted: [0.1, 6] };

  function stroke(state, width) {
    const line = svg('line', { x1: 2, x2: 26, y1: 6, y2: 6, stroke: state ? safeColour(state.colour) : 'currentColor', 'stroke-width': width || 3 });
    const dash = DASHES[(state && state.dash) || 'solid'] || [];
    if (dash.length) line.setAttribute('stroke-dasharray', dash.map((d) => d * 0.75).join(' '));
    if (state && state.dash === 'dotted') line.setAttribute('stroke-linecap', 'round');
    return svg('svg', { viewBox: '0 0 28 12', class: 'mk-stroke', 'aria-hidden': 'true' }, line);
  }

  const radius = (count) => Math.min(22, 6 * Math.sqrt(count));

  // ------------------------------------------------------------ canvas layers

  /**
   * A Leaflet layer of one canvas, a tenth larger than the map on each side, so that panning shows drawn
   * ground. While a zoom is under way the last picture is scaled; the new one is drawn at its end.
   */
  function canvasLayer(L, paneName, zIndex, paint) {
    const Layer = L.Layer.extend({
      onAdd(map) {
        const pane = map.getPane(paneName) || map.createPane(paneName);
        pane.style.zIndex = zIndex;
        pane.style.pointerEvents = 'none';
        this.canvas = L.DomUtil.create('canvas', 'mk-canvas leaflet-zoom-animated', pane);
        this.context = this.canvas.getContext('2d');
        this.place();
      },
      onRemove() { this.canvas.remove(); },
      getEvents() {
        return { viewreset: this.place, moveend: this.place, zoomend: this.place, resize: this.place,
          move: this.follow, zoom: this.stretchToMap, zoomanim: (e) => this.stretch(e.center, e.zoom) };
      },
      place() {
        const map = this._map, size = map.getSize(), ratio = globalThis.devicePixelRatio || 1;
        this.padding = L.point(Math.round(size.x * 0.1), Math.round(size.y * 0.1));
        const corner = map.containerPointToLayerPoint(this.padding.multiplyBy(-1)).round();
        const width = size.x + 2 * this.padding.x, height = size.y + 2 * this.padding.y;
        const wide = Math.max(1, Math.round(width * ratio)), high = Math.max(1, Math.round(height * ratio));
        if (this.canvas.width !== wide || this.canvas.height !== high) {
          this.canvas.width = wide; this.canvas.height = high;
          this.canvas.style.width = width + 'px'; this.canvas.style.height = height + 'px';
        }
        const origin = map.getPixelOrigin();
        this.view = { zoom: map.getZoom(), scale: 256 * 2 ** map.getZoom(), left: origin.x + corner.x, top: origin.y + corner.y,
          width, height, ratio, padX: this.padding.x, padY: this.padding.y };
        this.centre = map.getCenter();
        L.DomUtil.setPosition(this.canvas, corner);
        this.paint();
      },
      follow() {
        const moved = this._map.containerPointToLayerPoint([0, 0]).subtract(L.DomUtil.getPosition(this.canvas)).subtract(this.padding);
        if (Math.abs(moved.x) > this.padding.x || Math.abs(moved.y) > this.padding.y) this.place();
      },
      stretchToMap() { this.stretch(this._map.getCenter(), this._map.getZoom()); },
      stretch(centre, zoom) {
        const map = this._map, scale = map.getZoomScale(zoom, this.view.zoom);
        const corner = map.getSize().multiplyBy(0.5).add(this.padding).multiplyBy(-scale)
          .add(map.project(this.centre, zoom)).subtract(map._getNewPixelOrigin(centre, zoom));
        L.DomUtil.setTransform(this.canvas, corner, scale);
      },
      paint() {
        if (!this._map || !this.view) return;
        this.context.setTransform(1, 0, 0, 1, 0, 0);
        this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
        this.context.setTransform(this.view.ratio, 0, 0, this.view.ratio, 0, 0);
        paint(this.context, this.view);
      },
    });
    return new Layer({ pane: paneName });
  }

  /** Colours of the drawing, read from the CSS custom properties of the root. */
  function readTheme(root) {
    const style = getComputedStyle(root);
    const read = (name) => style.getPropertyValue(name).trim();
    const names = ['sea', 'land', 'lake', 'river', 'border', 'disputed', 'label', 'ink', 'paper', 'halo', 'focus', 'quiet'];
    return Object.assign(Object.fromEntries(names.map((n) => [n, read(`--mk-${n}`)])), { font: style.fontFamily });
  }

  /** Dark or light: Streamlit's own background decides where there is one, else the reader's system. */
  function isDark(root) {
    const background = getComputedStyle(root).getPropertyValue('--st-background-color').trim();
    const probe = background && cssColour(background);
    if (probe) return luminance(probe) < 0.25;
    return matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function cssColour(value) {
    const ctx = document.createElement('canvas').getContext('2d');
    ctx.fillStyle = value;
    return /^#[0-9a-f]{6}$/.test(ctx.fillStyle) ? ctx.fillStyle : null;
  }

  // ------------------------------------------------------------------ basemap

  function featureOf({ properties, geometry }) {
    const p = properties || {};
    return {
      parts: partsOf(geometry), rank: Number(p.rank) || 0, kind: p.kind,
      point: geometry && geometry.type === 'Point' ? geometry.coordinates : null,
      names: p.names || (p.name ? { en: [p.name] } : {}),
      start: p.start ?? OPEN_START, end: p.end ?? OPEN_END + 1,
    };
  }

  function readContext(context) {
    const world = {};
    for (const name of ['land', 'lakes', 'rivers', 'borders', 'disputed', 'places']) {
      world[name] = ((context && context[name] && context[name].features) || []).map(featureOf);
    }
    world.timed = Object.values(world).flat().filter((f) => f.start > OPEN_START || f.end <= OPEN_END);
    return world;
  }

  function drawParts(ctx, features, view, window, finish) {
    ctx.beginPath();
    for (const f of features) {
      if (overlaps(f.start, f.end, window)) for (const p of f.parts) tracePart(ctx, p, view);
    }
    finish();
  }

  function paintBase(app, ctx, view) {
    const { world, theme, state: { window } } = app;
    const fill = (features, colour) => drawParts(ctx, features, view, window, () => {
      ctx.fillStyle = colour; ctx.fill('evenodd');
    });
    const line = (features, colour, width, dash) => drawParts(ctx, features, view, window, () => {
      ctx.strokeStyle = colour; ctx.lineWidth = width; ctx.setLineDash(dash || []); ctx.stroke();
    });
    ctx.lineJoin = ctx.lineCap = 'round';
    for (const f of world.land) fill([f], theme.land);   // one by one: lands that touch must not cut each other out
    if (world.land.length) line(world.land, theme.river, 0.75);
    line(world.rivers.filter((f) => view.zoom >= f.rank - 1), theme.river, view.zoom > 8 ? 1.3 : 0.8);
    for (const f of world.lakes) fill([f], theme.lake);
    line(world.lakes, theme.river, 0.75);
    line(world.borders, theme.border, view.zoom > 7 ? 1.2 : 0.8);
    ctx.lineCap = 'butt';
    // An area's own line comes as a feature beside it, so the area itself is only tinted.
    const areas = world.disputed.filter((f) => f.kind === 'area');
    ctx.globalAlpha = 0.07;
    for (const f of areas) fill([f], theme.disputed);
    ctx.globalAlpha = 1;
    line(world.disputed.filter((f) => f.kind !== 'area'), theme.disputed, view.zoom > 7 ? 1.4 : 1, [6, 4]);
    ctx.setLineDash([]);
  }

  // -------------------------------------------------------------------- sites

  function readSites(island, model) {
    const sites = island.sites.map((site, index) => {
      const parts = partsOf(site.geometry);
      const point = !parts.length && site.lon != null;
      return { ...site, index, parts, point, area: parts.some((p) => p.closed),
        x: site.lon == null ? null : worldX(site.lon), y: site.lat == null ? null : worldY(site.lat),
        marks: [], states: [] };
    });
    for (let m = 0; m < model.marks.n; m++) if (model.marks.site[m] >= 0 && sites[model.marks.site[m]]) sites[model.marks.site[m]].marks.push(m);
    for (const state of island.states || []) if (sites[state.site]) sites[state.site].states.push(state);
    for (const site of sites) site.states.sort((a, b) => a.start - b.start || a.end - b.end);
    return sites;
  }

  const isValid = (site, window) => !site.valid || overlaps(site.valid[0], site.valid[1], window);

  /** What a site is at the end of the window, or the last it was within it. */
  function stateAt(site, window) {
    let best = null;
    for (const state of site.states) {
      if (!overlaps(state.start, state.end, window)) continue;
      const reach = Math.min(state.end, window[1]);
      if (!best || reach >= Math.min(best.end, window[1])) best = state;
    }
    return best;
  }

  /** A string that changes when the look of a line, an area or a context feature changes. */
  function timedLook(app) {
    const { window } = app.state;
    const sites = app.timedSites.map((s) => {
      const state = stateAt(s, window);
      return (isValid(s, window) ? 'v' : '-') + (state ? state.state : '');
    });
    return sites.join() + '|' + app.world.timed.map((f) => +overlaps(f.start, f.end, window)).join('');
  }

  function paintSites(app, ctx, view) {
    const { window } = app.state;
    const kinds = app.island.stateKinds || [];
    const shown = app.sites.filter((s) => s.parts.length && isValid(s, window));
    for (const site of shown.filter((s) => s.area)) paintArea(app, ctx, view, site, kinds[(stateAt(site, window) || {}).state]);
    for (const site of shown.filter((s) => !s.area)) paintLine(app, ctx, view, site, kinds[(stateAt(site, window) || {}).state]);
    ctx.setLineDash([]);
    for (const site of app.sites) if (site.point && isValid(site, window)) paintDot(app, ctx, view, site);
  }

  function paintArea(app, ctx, view, site, state) {
    const colour = state ? safeColour(state.colour) : app.theme.quiet;
    ctx.beginPath();
    for (const p of site.parts) tracePart(ctx, p, view);
    ctx.fillStyle = colour; ctx.globalAlpha = state ? 0.22 : 0.16; ctx.fill('evenodd');
    ctx.globalAlpha = 1; ctx.strokeStyle = colour;
    ctx.lineWidth = app.chosen.has(site.index) ? 3 : 1.4;
    ctx.setLineDash(DASHES[state && state.dash] || []);
    ctx.stroke();
  }

  function paintLine(app, ctx, view, site, state) {
    const chosen = app.chosen.has(site.index);
    ctx.lineJoin = 'round';
    ctx.beginPath();
    for (const p of site.parts) tracePart(ctx, p, view);
    ctx.setLineDash([]); ctx.lineCap = 'round';
    ctx.strokeStyle = chosen ? app.theme.ink : app.theme.halo; ctx.lineWidth = chosen ? 8 : state ? 6 : 4; ctx.stroke();
    if (chosen) { ctx.strokeStyle = app.theme.halo; ctx.lineWidth = 5.5; ctx.stroke(); }
    ctx.strokeStyle = state ? safeColour(state.colour) : app.theme.disputed;
    ctx.lineWidth = state ? 3 : 2;
    ctx.lineCap = state && state.dash === 'dotted' ? 'round' : 'butt';
    ctx.setLineDash(DASHES[state && state.dash] || []);
    ctx.stroke();
  }

  /** A quiet dot for a named point; a point with a state carries its colour. */
  function paintDot(app, ctx, view, site) {
    const x = pixelX(site.x, view), y = pixelY(site.y, view);
    const state = stateAt(site, app.state.window);
    const kind = state && app.island.stateKinds[state.state];
    ctx.beginPath();
    ctx.arc(x, y, kind ? 4 : 2.6, 0, 2 * Math.PI);
    ctx.fillStyle = kind ? safeColour(kind.colour) : app.theme.label;
    ctx.fill();
    ctx.lineWidth = 1.2; ctx.strokeStyle = app.theme.halo; ctx.stroke();
  }

  // -------------------------------------------------------------------- marks

  /** The marks in sight that hold something, large first, into app.visible; returns how many. */
  function collectVisible(app, view) {
    const { model: { marks, rank, order }, counts, visible } = app;
    const seen = (m) => {
      const x = pixelX(marks.x[m], view), y = pixelY(marks.y[m], view);
      return x >= -30 && y >= -30 && x <= view.width + 30 && y <= view.height + 30;
    };
    let n = 0;
    for (let k = 0; k < counts.places; k++) if (seen(counts.touched[k])) visible.mark[n++] = rank[counts.touched[k]];
    if (n <= STAMPS_MAX) visible.mark.subarray(0, n).sort();
    for (let k = 0; k < n; k++) {
      const m = visible.mark[k] = order[visible.mark[k]];
      visible.x[k] = pixelX(marks.x[m], view); visible.y[k] = pixelY(marks.y[m], view);
    }
    visible.n = n;
    return n;
  }

  /** The way of drawing follows the number to draw: in full while marks can be told apart, then stamps, then pixels. */
  function paintMarks(app, ctx, view) {
    const n = collectVisible(app, view);
    if (n > STAMPS_MAX) { paintSpecks(app, ctx, view); return; }
    if (n > SHAPES_MAX) { paintStamps(app, ctx, view); return; }
    for (let k = 0; k < n; k++) paintRing(app, ctx, view, k);
    ctx.setLineDash([]);
    for (let k = 0; k < n; k++) paintStateRing(app, ctx, k);
    paintChosen(app, ctx, view);
    for (let k = 0; k < n; k++) paintMark(app, ctx, k);
  }

  /** The kind that most of a mark's incidents are of. */
  function mainKind(app, m) {
    const { model, counts } = app, from = m * model.kinds;
    let best = 0;
    for (let j = 1; j < model.kinds; j++) if (counts.kind[from + j] > counts.kind[from + best]) best = j;
    return best;
  }

  /** Hundreds of marks: each kind's shape, drawn once a size and copied; no shares, no numbers. */
  function paintStamps(app, ctx, view) {
    const { visible, counts } = app;
    for (let k = 0; k < visible.n; k++) {
      const m = visible.mark[k], stamp = stampOf(app, mainKind(app, m), Math.round(radius(counts.mark[m]) * 0.7), view.ratio);
      ctx.drawImage(stamp, visible.x[k] - stamp.side / 2, visible.y[k] - stamp.side / 2, stamp.side, stamp.side);
    }
    paintChosen(app, ctx, view);
  }

  function stampOf(app, kind, r, ratio) {
    const key = `${kind}/${r}/${ratio}/${app.theme.halo}`;
    if (!app.stamps.has(key)) {
      const canvas = document.createElement('canvas'), side = Math.ceil(r * 2.9) + 4, ctx = canvas.getContext('2d');
      canvas.width = canvas.height = Math.ceil(side * ratio);
      canvas.side = side;
      ctx.scale(ratio, ratio);
      paintShape(app, ctx, app.kinds[kind], side / 2, side / 2, r, {});
      app.stamps.set(key, canvas);
    }
    return app.stamps.get(key);
  }

  /** A point that has a state and incidents: the state is a ring around the mark. */
  function paintStateRing(app, ctx, k) {
    const m = app.visible.mark[k], site = app.sites[app.model.marks.site[m]];
    const state = site && site.point && site.states.length ? stateAt(site, app.state.window) : null;
    if (!state) return;
    const kind = app.island.stateKinds[state.state] || {};
    ctx.beginPath();
    ctx.arc(app.visible.x[k], app.visible.y[k], markRadius(app, m, onlyKind(app, m)) * 1.1 + 4, 0, 2 * Math.PI);
    ctx.strokeStyle = app.theme.halo; ctx.lineWidth = 4.5; ctx.stroke();
    ctx.strokeStyle = safeColour(kind.colour); ctx.lineWidth = 2;
    ctx.setLineDash((DASHES[kind.dash] || []).map((d) => d * 0.6)); ctx.lineCap = kind.dash === 'dotted' ? 'round' : 'butt';
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function onlyKind(app, m) {
    const { model, counts } = app;
    let found = -1;
    for (let k = 0, at = m * model.kinds; k < model.kinds; k++, at++) {
      if (!counts.kind[at]) continue;
      if (found >= 0) return -1;
      found = k;
    }
    return found;
  }

  const markRadius = (app, m, kind) => Math.max(radius(app.counts.mark[m]), kind < 0 ? 9 : 0);

  function paintRing(app, ctx, view, k) {
    const { model, visible } = app, m = visible.mark[k];
    const r = model.marks.precision[m] / metresPerPixel(model.marks.lat[m], view);
    const kind = onlyKind(app, m);
    if (!(r > markRadius(app, m, kind) + 2) || r > 2 * (view.width + view.height)) return;
    const colour = kind < 0 ? app.theme.label : app.kinds[kind].colour;
    ctx.beginPath();
    ctx.arc(visible.x[k], visible.y[k], r, 0, 2 * Math.PI);
    ctx.fillStyle = colour; ctx.globalAlpha = 0.05; ctx.fill();
    ctx.globalAlpha = 0.75; ctx.strokeStyle = colour; ctx.lineWidth = 1.2; ctx.setLineDash([4, 4]); ctx.stroke();
    ctx.globalAlpha = 1;
  }

  function paintMark(app, ctx, k) {
    const { model, counts, visible } = app, m = visible.mark[k], count = counts.mark[m];
    const kind = onlyKind(app, m), r = markRadius(app, m, kind), x = visible.x[k], y = visible.y[k];
    const look = { hollow: model.marks.precision[m] >= ROUGH_M, faint: !counts.sure[m] };
    if (kind < 0) paintDonut(app, ctx, m, x, y, r, look);
    else paintShape(app, ctx, app.kinds[kind], x, y, r, look);
    if (count < 2) return;
    const open = kind < 0 || look.hollow || look.faint;
    ctx.fillStyle = open ? app.theme.ink : app.kinds[kind].on;
    ctx.font = `600 ${r < 10 ? 10 : 12}px ${app.theme.font}`;
    ctx.textAlign = 'center'; ctx.textBaseline = 'middle';
    ctx.fillText(count > 9999 ? `${Math.round(count / 1000)}k` : count, x, y + 0.5);
  }

  function paintShape(app, ctx, kind, x, y, r, { hollow, faint }) {
    ctx.beginPath();
    traceShape(ctx, kind.shape, x, y, r);
    ctx.lineJoin = 'round';
    ctx.strokeStyle = app.theme.halo; ctx.lineWidth = hollow || faint ? 4.5 : 2.5; ctx.stroke();
    if (hollow || faint) { ctx.fillStyle = app.theme.land; ctx.fill(); }
    if (!hollow) { ctx.globalAlpha = faint ? 0.35 : 1; ctx.fillStyle = kind.colour; ctx.fill(); }
    ctx.globalAlpha = hollow && faint ? 0.55 : 1;
    if (hollow || faint) { ctx.strokeStyle = kind.colour; ctx.lineWidth = hollow ? 2.2 : 1.2; ctx.stroke(); }
    ctx.globalAlpha = 1;
  }

  /** Several kinds: a ring whose arcs are the kinds' shares, the count in its middle. */
  function paintDonut(app, ctx, m, x, y, r, { hollow, faint }) {
    const { model, counts, kinds, theme } = app, inner = r * (hollow ? 0.78 : 0.6);
    ctx.beginPath(); ctx.arc(x, y, r + 1.5, 0, 2 * Math.PI); ctx.fillStyle = theme.halo; ctx.fill();
    let turn = -Math.PI / 2;
    ctx.globalAlpha = faint ? 0.45 : 1;
    for (let k = 0; k < model.kinds; k++) {
      const share = counts.kind[m * model.kinds + k] / counts.mark[m] * 2 * Math.PI;
      if (!share) continue;
      ctx.beginPath(); ctx.moveTo(x, y); ctx.arc(x, y, r, turn, turn + share); ctx.closePath();
      ctx.fillStyle = kinds[k].colour; ctx.fill();
      turn += share;
    }
    ctx.globalAlpha = 1;
    ctx.beginPath(); ctx.arc(x, y, inner, 0, 2 * Math.PI); ctx.fillStyle = theme.land; ctx.fill();
  }

  /** What the open card is about: a ring around its marks, its rival places tied to it. */
  function paintChosen(app, ctx, view) {
    ctx.strokeStyle = app.theme.ink; ctx.lineWidth = 2;
    for (let k = 0; k < app.visible.n; k++) {
      const m = app.visible.mark[k];
      if (!app.chosenMarks.has(m)) continue;
      ctx.beginPath();
      ctx.arc(app.visible.x[k], app.visible.y[k], markRadius(app, m, onlyKind(app, m)) * 1.2 + 7, 0, 2 * Math.PI);
      ctx.stroke();
    }
    for (const index of app.chosen) paintRivals(app, ctx, view, app.sites[index]);
  }

  function paintRivals(app, ctx, view, site) {
    if (site.x == null) return;
    const x = pixelX(site.x, view), y = pixelY(site.y, view);
    if (site.point && !site.marks.some((m) => app.counts.mark[m])) {
      ctx.beginPath(); ctx.arc(x, y, 9, 0, 2 * Math.PI); ctx.stroke();
    }
    for (const rival of site.rivals || []) {
      const rx = pixelX(worldX(rival.lon), view), ry = pixelY(worldY(rival.lat), view);
      ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(rx, ry);
      ctx.lineWidth = 1; ctx.setLineDash([2, 3]); ctx.stroke(); ctx.setLineDash([]);
      ctx.beginPath(); traceShape(ctx, 'cross', rx, ry, 4.5);
      ctx.fillStyle = app.theme.halo; ctx.fill(); ctx.stroke();
    }
  }

  /** Thousands of marks: three pixels square each, written into one image. */
  function paintSpecks(app, ctx, view) {
    const { canvas } = ctx, { visible, kinds } = app;
    if (!app.specks || app.specks.width !== canvas.width || app.specks.height !== canvas.height) {
      app.specks = ctx.createImageData(canvas.width, canvas.height);
      app.speckPixels = new Uint32Array(app.specks.data.buffer);
    }
    const pixels = app.speckPixels, width = canvas.width, size = Math.max(3, Math.round(3 * view.ratio));
    pixels.fill(0);
    for (let k = visible.n - 1; k >= 0; k--) {
      const left = Math.round(visible.x[k] * view.ratio), top = Math.round(visible.y[k] * view.ratio);
      if (left < 0 || top < 0 || left + size > width || top + size > canvas.height) continue;
      const { pixel } = kinds[mainKind(app, visible.mark[k])];
      for (let y = 0, at = top * width + left; y < size; y++, at += width) for (let x = at; x < at + size; x++) pixels[x] = pixel;
    }
    ctx.putImageData(app.specks, 0, 0);
  }

  // ------------------------------------------------------------------- labels

  /** What may be labelled, most important first; fixed while time moves, so labels stay put. */
  function labelCandidates(app) {
    const { labels } = app.state;
    const taken = new Set(app.sites.flatMap((s) => Object.values(s.names || {}).flat().map((n) => n.toLowerCase())));
    const sites = app.sites.filter((s) => s.x != null).map((site) => {
      const total = site.marks.reduce((sum, m) => sum + app.model.total[m], 0);
      return { text: joined(labelOf(site.names, labels)), x: site.x, y: site.y, site, total, rank: -1,
        gap: total ? Math.min(radius(total), 14) + 4 : 6, zoom: total ? 0 : 7.5 };
    });
    sites.sort((a, b) => b.total - a.total || a.site.index - b.site.index);
    const places = app.world.places.filter((f) => f.point)
      .filter((f) => !Object.values(f.names).flat().some((n) => taken.has(n.toLowerCase())))
      .sort((a, b) => a.rank - b.rank)
      .map((f) => ({ text: joined(labelOf(f.names, labels)), x: worldX(f.point[0]), y: worldY(f.point[1]),
        place: f, rank: f.rank, gap: 5, zoom: 2.5 + f.rank * 0.7 }));
    return [...sites, ...places].filter((c) => c.text);
  }

  const fontOf = (candidate, theme) => candidate.site
    ? `${candidate.total ? '600 12.5' : '400 12'}px ${theme.font}` : `400 ${candidate.rank < 3 ? 12 : 11}px ${theme.font}`;

  /** Greedy: each label takes the first of four places beside its point that is still free. */
  function placeLabels(app, ctx, view) {
    const boxes = [], placed = [];
    const free = (box) => boxes.every((b) => box[0] > b[2] || box[2] < b[0] || box[1] > b[3] || box[3] < b[1]);
    app.candidates = app.candidates || labelCandidates(app);
    const near = app.candidates.filter((c) => view.zoom >= c.zoom && (!c.site || isValid(c.site, app.state.window)));
    for (const c of near) {
      c.px = pixelX(c.x, view); c.py = pixelY(c.y, view);
      c.near = c.px > view.padX && c.py > view.padY && c.px < view.width - view.padX && c.py < view.height - view.padY;
      if (c.near && c.site && c.total) boxes.push([c.px - 7, c.py - 7, c.px + 7, c.py + 7]);
    }
    for (const c of near) {
      if (!c.near || placed.length >= 140) continue;
      ctx.font = fontOf(c, app.theme);
      c.width = c.width || ctx.measureText(c.text).width;
      const spots = labelSpots(c).filter((s) => free(s.box));
      const spot = spots.find((s) => inSight(s.box, view)) || (c.total ? spots[0] : null);
      if (!spot) continue;
      boxes.push(spot.box);
      placed.push({ c, ...spot });
    }
    return placed;
  }

  const inSight = (box, view) => box[0] > view.padX && box[2] < view.width - view.padX
    && box[1] > view.padY && box[3] < view.height - view.padY;

  function labelSpots({ px, py, gap, width: w }) {
    const h = 8;
    return [[px + gap, py], [px - gap - w, py], [px - w / 2, py + gap + 7], [px - w / 2, py - gap - 7]]
      .map(([x, y]) => ({ x, y, box: [x - 3, y - h, x + w + 3, y + h] }));
  }

  /** Bold names of places with something in the window; changes only the ink, never the place, of a label. */
  const isActive = (app, c) => Boolean(c.site && c.site.marks.some((m) => app.counts.mark[m]));

  function labelLook(app) {
    let look = '';
    for (const { c } of app.placed || []) if (c.total) look += isActive(app, c) ? '1' : '0';
    return look;
  }

  function paintLabels(app, ctx, view) {
    const { theme } = app;
    app.placed = placeLabels(app, ctx, view);
    ctx.textBaseline = 'middle'; ctx.textAlign = 'left'; ctx.direction = 'ltr';
    ctx.lineJoin = 'round'; ctx.strokeStyle = theme.halo; ctx.lineWidth = 3.5;
    for (const { c, x, y } of app.placed) {
      ctx.font = fontOf(c, theme);
      if (c.place) {
        ctx.beginPath(); ctx.arc(c.px, c.py, c.rank < 3 ? 2.2 : 1.6, 0, 2 * Math.PI);
        ctx.fillStyle = theme.label; ctx.fill();
      }
      ctx.strokeText(c.text, x, y);
      ctx.fillStyle = isActive(app, c) ? theme.ink : theme.label;
      ctx.fillText(c.text, x, y);
    }
    app.labelled = labelLook(app);
  }

  // ----------------------------------------------------------------- pointing

  /** Everything under a pixel of the map, nearest first: [{site: index or -1, marks, distance}]. */
  function spotsAt(app, point, coarse) {
    const view = app.layers.marks.view, reach = coarse ? 18 : 10;
    const corner = app.L.DomUtil.getPosition(app.layers.marks.canvas);
    const at = app.map.containerPointToLayerPoint(point).subtract(corner);
    const hits = [...hitMarks(app, at, reach), ...hitSites(app, at, view, reach)];
    if (!hits.length) hits.push(...hitAreas(app, at, view));
    hits.sort((a, b) => a.distance - b.distance);
    return gather(app, hits);
  }

  function hitMarks(app, at, reach) {
    const hits = [], { visible } = app;
    for (let k = 0; k < visible.n; k++) {
      const m = visible.mark[k], size = visible.n > STAMPS_MAX ? 2 : markRadius(app, m, onlyKind(app, m));
      const distance = Math.hypot(visible.x[k] - at.x, visible.y[k] - at.y);
      if (distance <= Math.max(size + 3, reach)) hits.push({ site: app.model.marks.site[m], mark: m, distance });
    }
    return hits;
  }

  function hitSites(app, at, view, reach) {
    const hits = [];
    for (const site of app.sites) {
      if (!isValid(site, app.state.window)) continue;
      const distance = site.point ? Math.hypot(pixelX(site.x, view) - at.x, pixelY(site.y, view) - at.y)
        : Math.min(...site.parts.map((p) => distanceToPart(p, at.x, at.y, view)), Infinity);
      if (distance <= reach) hits.push({ site: site.index, distance: distance + (site.point ? 0 : 4) });
    }
    return hits;
  }

  function hitAreas(app, at, view) {
    const x = (at.x + view.left) / view.scale, y = (at.y + view.top) / view.scale;
    return app.sites.filter((s) => s.area && isValid(s, app.state.window))
      .filter((s) => insideParts(s.parts, x - Math.round(x - s.parts[0].xy[0]), y))
      .map((s) => ({ site: s.index, distance: 50 }));
  }

  /** Hits of one site are one spot, with all marks of that site. */
  function gather(app, hits) {
    const spots = new Map();
    for (const { site, mark, distance } of hits) {
      const known = site >= 0 && app.sites[site];
      const key = known ? `s${site}` : `m${mark}`;
      if (!spots.has(key)) spots.set(key, { site: known ? site : -1, marks: known ? app.sites[site].marks.slice() : [], distance });
      const spot = spots.get(key);
      if (mark != null && !spot.marks.includes(mark)) spot.marks.push(mark);
    }
    return [...spots.values()];
  }

  function spotName(app, spot) {
    if (spot.site >= 0) {
      const site = app.sites[spot.site];
      return labelOf(site.names, app.state.labels).join(' \u00b7 ') || site.id;
    }
    const m = spot.marks[0];
    return coordinateWords(app.model.marks.lat[m], app.model.marks.lon[m]);
  }

  // -------------------------------------------------------------------- clock

  /** The time the track covers: the data's span and the opening window, never less than four weeks. */
  function domainOf(island) {
    const closed = (window) => window && window[1] > window[0] && window[0] > OPEN_START && window[1] < OPEN_END;
    const spans = [island.span, island.window].filter(closed);
    let [start, end] = spans.length ? spans.reduce((a, b) => [Math.min(a[0], b[0]), Math.max(a[1], b[1])]) : [0, 1];
    const lack = Math.max(0, 28 - (end - start));
    return [start - Math.floor(lack / 2), end + Math.ceil(lack / 2)];
  }

  function makeClock(app) {
    const clock = { domain: domainOf(app.island), unit: 'month', speed: 1, loop: false, playing: false, drag: null };
    clock.view = clock.domain.slice();             // the part of time on the track; the same until it can be zoomed
    const bar = clockBar(app, clock);
    clock.lanes = clockLanes(app, clock);
    clock.element = el('section', { class: 'mk-clock', 'aria-label': 'Time' }, clock.headline, bar, clockTrack(app, clock), clock.lanes);
    clock.element.addEventListener('keydown', (event) => onClockKey(app, clock, event));
    return clock;
  }

  function clockBar(app, clock) {
    clock.play = button('Play', { icon: 'play', class: 'mk-button mk-play', on: { click: () => togglePlay(app, clock) } });
    clock.loopButton = button('Repeat', { icon: 'loop', class: 'mk-button mk-loop', 'aria-pressed': 'false', on: { click: () => {
      clock.loop = !clock.loop;
      clock.loopButton.setAttribute('aria-pressed', String(clock.loop));
    } } });
    clock.headline = el('div', { class: 'mk-headline' });
    const speeds = [[0.5, '0.5\u00d7'], [1, '1\u00d7'], [2, '2\u00d7'], [4, '4\u00d7'], [8, '8\u00d7']];
    return el('div', { class: 'mk-bar' },
      el('div', { class: 'mk-group' },
        button('Step back', { icon: 'back', class: 'mk-button mk-back', on: { click: () => step(app, clock, -1) } }),
        clock.play,
        button('Step forward', { icon: 'forward', class: 'mk-button mk-forward', on: { click: () => step(app, clock, 1) } }),
        button('Next incident', { icon: 'next', class: 'mk-button mk-next', on: { click: () => nextIncident(app) } }),
        choice('Step', 'mk-unit', UNITS.map((u) => [u, u]), clock.unit, (unit) => { clock.unit = unit; }),
        choice('Speed', 'mk-speed', speeds, 1, (speed) => { clock.speed = Number(speed); }),
        clock.loopButton),
      el('div', { class: 'mk-group mk-dates' },
        choice('Mode', 'mk-mode', MODES, 'window', (mode) => setMode(app, mode)),
        typedDate(app, clock, 0), el('span', { class: 'mk-to', 'aria-hidden': 'true' }, '\u2013'), typedDate(app, clock, 1),
        button('Whole time span', { icon: 'whole', class: 'mk-button mk-whole', on: { click: () => { setWindow(app, clock.domain); settle(app); } } })));
  }

  function choice(label, name, options, value, change) {
    const select = el('select', { class: `mk-select ${name}`, 'aria-label': label, title: label, on: { change: () => change(select.value) } },
      options.map(([key, words]) => el('option', { value: key, selected: String(key) === String(value) }, words)));
    return select;
  }

  // Typed dates: the accessible twin of the handles. A bad one keeps the last good window.

  function typedDate(app, clock, which) {
    const label = which ? 'Last day' : 'First day';
    const error = el('p', { class: 'mk-error', id: `mk-error-${which}`, role: 'alert', hidden: true });
    const input = el('input', { class: 'mk-date', type: 'text', inputmode: 'numeric', maxlength: 24, autocomplete: 'off', spellcheck: 'false',
      'aria-label': `${label}, year-month-day`, 'aria-describedby': `mk-error-${which}`, placeholder: 'YYYY-MM-DD' });
    const field = { input, error };
    (clock.fields = clock.fields || [])[which] = field;
    const commit = () => typed(app, clock, which);
    input.addEventListener('change', commit);
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') commit();
      if (event.key === 'Escape' && !error.hidden) { event.stopPropagation(); complain(field, null); input.value = fieldValue(app, which); }
    });
    return el('span', { class: 'mk-field' }, input, error);
  }

  const fieldValue = (app, which) => iso(which ? app.state.window[1] - 1 : app.state.window[0]);

  function complain(field, sentence) {
    field.error.hidden = !sentence;
    field.error.textContent = sentence || '';
    field.input.toggleAttribute('aria-invalid', Boolean(sentence));
  }

  function typed(app, clock, which) {
    const field = clock.fields[which];
    const [start, end] = app.state.window, read = readTyped(field.input.value);
    const problem = read.problem || windowProblem(clock, which ? [start, read.end] : [read.start, end], which);
    complain(field, problem);
    if (problem) return;
    setWindow(app, which ? [start, read.end] : [read.start, end]);
    field.input.value = fieldValue(app, which);
    settle(app);
  }

  function windowProblem({ domain }, [start, end], which) {
    if (which ? end > domain[1] : start >= domain[1]) return `The data end on ${dayWords(domain[1] - 1)}.`;
    if (which ? end <= domain[0] : start < domain[0]) return `The data begin on ${dayWords(domain[0])}.`;
    if (start < end) return null;
    return which ? `The last day cannot be before the first, ${dayWords(start)}.`
      : `The first day cannot be after the last, ${dayWords(end - 1)}.`;
  }

  // The track: a histogram under two handles.

  function clockTrack(app, clock) {
    clock.pale = el('canvas', { class: 'mk-bars mk-pale', 'aria-hidden': 'true' });
    clock.full = el('canvas', { class: 'mk-bars mk-full', 'aria-hidden': 'true' });
    clock.selection = el('div', { class: 'mk-selection', title: 'Drag to move the window' });
    clock.grip = el('div', { class: 'mk-grip', title: 'Drag to move the window' });
    clock.handles = [0, 1].map((which) => el('div', { class: `mk-handle mk-handle-${which ? 'end' : 'start'}`, role: 'slider', tabindex: 0,
      'aria-label': which ? 'Window end' : 'Window start', 'aria-orientation': 'horizontal' }, el('span', { class: 'mk-knob' })));
    clock.axis = el('div', { class: 'mk-axis', 'aria-hidden': 'true' });
    clock.ticks = el('div', { class: 'mk-ticks' });
    clock.caption = el('div', { class: 'mk-gutter mk-caption' });
    clock.track = el('div', { class: 'mk-track' }, clock.pale, clock.full, clock.ticks, clock.selection, clock.handles, clock.axis, clock.grip);
    dragging(app, clock);
    clock.handles.forEach((handle, which) => handle.addEventListener('keydown', (event) => onHandleKey(app, clock, which, event)));
    return el('div', { class: 'mk-row mk-track-row' }, clock.caption, clock.track);
  }

  const dayAt = (clock, x) => Math.round(clock.view[0] + x / clock.width * (clock.view[1] - clock.view[0]));
  const xOf = (clock, day) => (day - clock.view[0]) / (clock.view[1] - clock.view[0]) * clock.width;

  /** Which part of the track a press takes hold of. */
  function holdAt(app, clock, event) {
    const which = clock.handles.findIndex((handle) => handle.contains(event.target));
    if (which >= 0) return which ? 'end' : 'start';
    if (event.target === clock.selection || event.target === clock.grip) return 'both';
    return 'jump';
  }

  function dragging(app, clock) {
    const { track } = clock, x = (event) => event.clientX - track.getBoundingClientRect().left;
    track.addEventListener('pointerdown', (event) => {
      if (event.button || !clock.width) return;
      event.preventDefault();
      stopPlay(app, clock);
      let part = holdAt(app, clock, event);
      if (part === 'jump') { jumpTo(app, clock, dayAt(clock, x(event))); part = 'both'; }
      clock.drag = { part, day: dayAt(clock, x(event)), window: app.state.window.slice(), id: event.pointerId };
      track.setPointerCapture(event.pointerId);
      clock.element.classList.add('mk-dragging');
      if (part !== 'both') clock.handles[part === 'end' ? 1 : 0].focus({ preventScroll: true });
    });
    track.addEventListener('pointermove', (event) => {
      if (clock.drag && clock.drag.id === event.pointerId) dragTo(app, clock, dayAt(clock, x(event)));
    });
    const release = (event) => {
      if (!clock.drag || clock.drag.id !== event.pointerId) return;
      clock.drag = null;
      clock.element.classList.remove('mk-dragging');
      settle(app);
    };
    for (const type of ['pointerup', 'pointercancel', 'lostpointercapture']) track.addEventListener(type, release);
  }

  function dragTo(app, clock, day) {
    const { part, window: [start, end], day: from } = clock.drag;
    if (part === 'both') setWindow(app, slide(clock, [start, end], day - from));
    else moveEnd(app, clock, part === 'end' ? 1 : 0, (part === 'end' ? end : start) + day - from);
  }

  /** The window moved by days, kept whole inside the domain. */
  function slide({ domain }, [start, end], days) {
    const by = clamp(days, domain[0] - start, domain[1] - end);
    return [start + by, end + by];
  }

  function jumpTo(app, clock, day) {
    const [start, end] = app.state.window;
    setWindow(app, slide(clock, [start, end], day - Math.floor((start + end) / 2)));
  }

  function moveEnd(app, clock, which, day) {
    const [start, end] = app.state.window, { domain } = clock;
    if (app.state.mode === 'instant') { setWindow(app, slide(clock, [start, end], day - (which ? end : start))); return; }
    setWindow(app, which ? [start, clamp(day, start + 1, domain[1])] : [clamp(day, domain[0], end - 1), end], which);
  }

  function onHandleKey(app, clock, which, event) {
    const jumps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
    const day = app.state.window[which];
    if (event.key in jumps) moveEnd(app, clock, which, shift(day, clock.unit, jumps[event.key]));
    else if (event.key === 'Home') moveEnd(app, clock, which, clock.domain[0]);
    else if (event.key === 'End') moveEnd(app, clock, which, clock.domain[1]);
    else return;
    event.preventDefault();
    stopPlay(app, clock);
    settle(app);
  }

  function onClockKey(app, clock, event) {
    if (event.key !== ' ' || event.target.closest('button, input, select, a, summary')) return;
    event.preventDefault();
    togglePlay(app, clock);
  }

  // Modes, steps and playing.

  /** What a mode makes of a window: which of its ends are tied. */
  function tied(app, clock, [start, end]) {
    const { domain } = clock, { mode } = app.state;
    if (mode === 'start') return [domain[0], end];
    if (mode === 'end') return [start, domain[1]];
    if (mode === 'instant') return [start, clamp(shift(start, clock.unit, 1), start + 1, domain[1])];
    return [start, end];
  }

  function setMode(app, mode) {
    app.state.mode = mode;
    setWindow(app, app.state.window);
    settle(app);
  }

  function step(app, clock, direction) {
    stopPlay(app, clock);
    setWindow(app, stepped(app, clock, direction));
    settle(app);
  }

  /** The window one step of the calendar on; months stay months. */
  function stepped(app, clock, direction) {
    const [start, end] = app.state.window, { domain, unit } = clock;
    if (app.state.mode === 'start') return [start, clamp(shift(end, unit, direction), start + 1, domain[1])];
    if (app.state.mode === 'end') return [clamp(shift(start, unit, direction), domain[0], end - 1), end];
    const from = shift(start, unit, direction), even = floorTo(start, unit) === start && floorTo(end, unit) === end;
    const moved = [from, even ? shift(end, unit, direction) : from + end - start];
    return moved[0] < domain[0] || moved[1] > domain[1] ? slide(clock, [start, end], direction * (domain[1] - domain[0])) : moved;
  }

  /** Move on until the next incident starts inside the window's last day. */
  function nextIncident(app) {
    const { model, clock, state: { window } } = app;
    stopPlay(app, clock);
    let i = lowerBound(model.start, window[1]);
    while (i < model.n && !model.passes[i]) i++;
    if (i === model.n) i = model.passes.indexOf(1);
    if (i < 0 || i === model.n) return;
    const day = clamp(model.start[i], clock.domain[0], clock.domain[1] - 1);
    const whole = window[1] - window[0] >= clock.domain[1] - clock.domain[0];
    const width = whole ? Math.round(BIN_DAYS[clock.unit]) : window[1] - window[0];
    setWindow(app, app.state.mode === 'start' ? [window[0], day + 1] : slide(clock, [day, day + width], 0));
    settle(app);
  }

  const togglePlay = (app, clock) => clock.playing ? (stopPlay(app, clock), settle(app)) : startPlay(app, clock);

  function showPlaying(clock, playing) {
    clock.playing = playing;
    clock.play.replaceChildren(icon(playing ? 'pause' : 'play'));
    clock.play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    clock.play.title = playing ? 'Pause' : 'Play';
  }

  /** One step of the chosen unit a second, at speed 1; smoothly, unless the reader wants less motion. */
  function startPlay(app, clock) {
    if (atRest(app, clock)) rewind(app, clock);
    showPlaying(clock, true);
    let before = null, owed = 0;
    const tick = (now) => {
      if (!clock.playing || app.dead) return;
      if (before != null) owed += Math.min(now - before, 250) / 1000 * clock.speed * BIN_DAYS[clock.unit];
      before = now;
      const calm = app.calm.matches ? BIN_DAYS[clock.unit] : 1;
      const days = owed >= calm ? Math.floor(owed) : 0;
      owed -= days;
      if (days) advance(app, clock, days);
      if (clock.playing) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  function stopPlay(app, clock) { if (clock.playing) showPlaying(clock, false); }

  const atRest = ({ state: { window, mode } }, { domain }) => mode === 'end' ? window[0] >= domain[1] - 1 : window[1] >= domain[1];

  function rewind(app, clock) {
    const { domain, unit } = clock, [start, end] = app.state.window;
    const whole = start === domain[0] && end === domain[1];
    const width = whole ? shift(domain[0], unit, 1) - domain[0] : end - start;
    if (app.state.mode === 'end') setWindow(app, [domain[0], domain[1]]);
    else setWindow(app, [domain[0], app.state.mode === 'start' ? domain[0] + 1 : Math.min(domain[1], domain[0] + width)]);
  }

  function advance(app, clock, days) {
    const [start, end] = app.state.window, { domain } = clock;
    if (app.state.mode === 'start') setWindow(app, [start, Math.min(domain[1], end + days)]);
    else if (app.state.mode === 'end') setWindow(app, [Math.min(domain[1] - 1, start + days), end]);
    else setWindow(app, slide(clock, [start, end], days));
    if (!atRest(app, clock)) return;
    if (clock.loop) rewind(app, clock);
    else { stopPlay(app, clock); settle(app); }
  }

  // The histogram: drawn when size or filter change; a step only moves its clip.

  function histogram(model, bins) {
    const n = bins.length - 1, change = new Int32Array((n + 1) * model.kinds), wide = new Int32Array(n + 1);
    let wides = 0;
    for (let i = 0; i < model.n; i++) {
      if (!model.passes[i]) continue;
      const first = Math.max(0, lowerBound(bins, model.start[i] + 1) - 1);
      const after = Math.min(n, lowerBound(bins, model.end[i]));
      if (after <= first) continue;
      if (model.end[i] - model.start[i] > WIDE_DAYS) { wides++; wide[first]++; wide[after]--; continue; }
      change[first * model.kinds + model.kind[i]]++;
      change[after * model.kinds + model.kind[i]]--;
    }
    for (let b = 1; b <= n; b++) {
      wide[b] += wide[b - 1];
      for (let k = 0; k < model.kinds; k++) change[b * model.kinds + k] += change[(b - 1) * model.kinds + k];
    }
    return { n, change, wide, wides };
  }

  function layoutClock(app) {
    const { clock } = app;
    clock.width = clock.track.clientWidth;
    clock.height = clock.pale.clientHeight;
    if (!clock.width) return;
    const unit = binUnit(clock.view[1] - clock.view[0], clock.width, 5);
    const bins = edges(clock.view, unit), bars = histogram(app.model, bins);
    for (const canvas of [clock.pale, clock.full]) drawBars(app, clock, canvas, bins, bars);
    clock.caption.replaceChildren(el('strong', {}, 'Incidents'), el('span', {}, `a ${unit}`));
    clock.caption.title = `Each bar counts the incidents that may fall in a ${unit}.`
      + (bars.wides ? ` ${plural(bars.wides, 'incident')} dated to more than ${WIDE_DAYS} days are the thin line below, not in the bars.` : '');
    drawAxis(clock);
    drawTicks(app, clock);
  }

  function drawBars(app, clock, canvas, bins, { n, change, wide, wides }) {
    const ratio = globalThis.devicePixelRatio || 1, { kinds } = app.model;
    canvas.width = Math.max(1, Math.round(clock.width * ratio)); canvas.height = Math.max(1, Math.round(clock.height * ratio));
    const ctx = canvas.getContext('2d');
    ctx.scale(ratio, ratio);
    let top = 1;
    for (let b = 0; b < n; b++) top = Math.max(top, sumOf(change, b * kinds, kinds));
    const floor = clock.height - (wides ? 4 : 0), unit = (floor - 3) / top;
    for (let b = 0; b < n; b++) {
      const left = Math.max(0, xOf(clock, bins[b])), right = Math.min(clock.width, xOf(clock, bins[b + 1]));
      const gap = right - left > 3 ? 1 : 0;
      let y = floor;
      for (let k = 0; k < kinds; k++) {
        const height = change[b * kinds + k] * unit;
        if (!height) continue;
        ctx.fillStyle = app.kinds[k].colour;
        ctx.fillRect(left, y - height, right - left - gap, height);
        y -= height;
      }
      if (wide[b]) { ctx.fillStyle = app.theme.label; ctx.fillRect(left, clock.height - 2.5, right - left, 2.5); }
    }
  }

  function sumOf(values, from, n) {
    let sum = 0;
    for (let i = from; i < from + n; i++) sum += values[i];
    return sum;
  }

  /** Dates under the track: years, with months between where there is room. */
  function drawAxis(clock) {
    const span = clock.view[1] - clock.view[0], unit = binUnit(span, clock.width, 62);
    const marks = [...edges(clock.view, unit)].filter((day) => day >= clock.view[0] && day < clock.view[1]);
    const labels = marks.map((day) => ({ x: xOf(clock, day), words: axisWords(day, unit), year: floorTo(day, 'year') === day }))
      .filter(({ x }) => x <= clock.width - 24);
    const first = labels[0];
    if (!first || first.x > 70) labels.unshift({ x: 0, words: axisWords(clock.view[0], 'quarter', true), start: true });
    clock.axis.replaceChildren(...labels.map(({ x, words, year, start }) =>
      el('span', { class: year ? 'mk-year' : start ? 'mk-first' : null, style: { left: `${x}px` } }, words)));
  }

  function axisWords(day, unit, always) {
    if (unit === 'day' || unit === 'week') return format(day, { day: 'numeric', month: 'short' });
    if (always) return format(day, { month: 'short', year: 'numeric' });
    return floorTo(day, 'year') === day ? String(dateOf(day).getUTCFullYear()) : format(day, { month: 'short' });
  }

  function drawTicks(app, clock) {
    const chapters = app.island.chapters || [];
    clock.ticks.replaceChildren(...chapters.filter((c) => overlaps(c.window[0], c.window[1], clock.view)).map((chapter) =>
      el('span', { class: 'mk-tick', title: chapter.label, style: { left: `${clamp(xOf(clock, chapter.window[0]), 0, clock.width)}px` } })));
  }

  /** What follows the window at every step: four styles and four attributes. */
  function renderClock(app) {
    const { clock } = app, { window } = app.state, { domain } = clock;
    const a = clamp(xOf(clock, window[0]), 0, clock.width), b = clamp(xOf(clock, window[1]), 0, clock.width);
    clock.full.style.clipPath = `inset(0 ${clock.width - b}px 0 ${a}px)`;
    clock.selection.style.transform = `translateX(${a}px)`; clock.selection.style.width = `${Math.max(1, b - a)}px`;
    clock.grip.style.transform = `translateX(${(a + b) / 2}px)`;
    clock.laneShade.style.transform = `translateX(${a}px)`; clock.laneShade.style.width = `${Math.max(1, b - a)}px`;
    clock.handles.forEach((handle, which) => {
      handle.style.transform = `translateX(${which ? b : a}px)`;
      handle.setAttribute('aria-valuemin', which ? domain[0] + 1 : domain[0]);
      handle.setAttribute('aria-valuemax', which ? domain[1] : domain[1] - 1);
      handle.setAttribute('aria-valuenow', window[which]);
      handle.setAttribute('aria-valuetext', dayWords(which ? window[1] - 1 : window[0]));
      const { input, error } = clock.fields[which];
      if (!error.hidden && input.getRootNode().activeElement === input) return;    // still being corrected
      input.value = fieldValue(app, which);
      if (!error.hidden) complain(clock.fields[which], null);
    });
    renderHeadline(app);
  }

  function countWords({ shown, certain, possible }, certainOnly) {
    if (certainOnly) return certain === possible ? 'all certain' : `certain only, up to ${possible.toLocaleString('en-GB')}`;
    if (!shown) return '';
    if (certain === possible) return shown === 1 ? 'certain' : 'all certain';
    return `${certain.toLocaleString('en-GB')} certain, up to ${possible.toLocaleString('en-GB')}`;
  }

  function renderHeadline(app) {
    const { clock, counts } = app;
    if (!clock.said) {
      clock.said = { window: el('strong', { class: 'mk-window' }), number: el('strong', { class: 'mk-shown' }), words: el('span', { class: 'mk-sure' }) };
      clock.trays = ['undated', 'unplaced'].map((tray) => button('', { text: ' ', class: `mk-link mk-${tray}`,
        on: { click: (event) => openTray(app, tray, event) } }));
      clock.headline.replaceChildren(clock.said.window, el('span', {}, clock.said.number, ' ', clock.said.words), el('span', { class: 'mk-trays' }, clock.trays));
    }
    clock.said.window.textContent = app.model.n ? windowWords(app.state.window) : 'Nothing dated';
    clock.said.number.textContent = `${counts.shown.toLocaleString('en-GB')} shown`;
    const words = countWords(counts, app.state.certainOnly);
    clock.said.words.textContent = words && `\u00b7 ${words}`;
    ['undated', 'unplaced'].forEach((tray, i) => {
      const n = trayCount(app, tray);
      clock.trays[i].textContent = `${n.toLocaleString('en-GB')} ${tray}`;
      clock.trays[i].title = tray === 'undated' ? 'Incidents without a date' : 'Incidents without a place';
      clock.trays[i].disabled = !n;
    });
  }

  // State lanes: what each site was, in step with the track.

  function clockLanes(app, clock) {
    const sites = app.sites.filter((site) => site.states.length);
    clock.laneShade = el('div', { class: 'mk-lane-shade', 'aria-hidden': 'true' });
    const lanes = sites.map((site) => el('div', { class: 'mk-row mk-lane' },
      el('div', { class: 'mk-gutter', title: spotName(app, { site: site.index }) }, text(spotName(app, { site: site.index }))),
      el('div', { class: 'mk-lane-bar' }, site.states.filter((s) => overlaps(s.start, s.end, clock.view)).map((s) => laneSegment(app, clock, site, s)))));
    return el('div', { class: 'mk-lanes', hidden: !sites.length, role: 'group', 'aria-label': 'States over time' }, lanes,
      el('div', { class: 'mk-row mk-shade-row' }, el('div', { class: 'mk-gutter' }), el('div', { class: 'mk-lane-area' }, clock.laneShade)));
  }

  function laneSegment(app, clock, site, state) {
    const kind = app.island.stateKinds[state.state] || {}, [v0, v1] = clock.view;
    const a = clamp((state.start - v0) / (v1 - v0), 0, 1) * 100, b = clamp((state.end - v0) / (v1 - v0), 0, 1) * 100;
    const label = `${spotName(app, { site: site.index })}: ${kind.label}, ${state.when_words || ''}`;
    return el('button', { type: 'button', class: `mk-segment mk-${kind.dash || 'solid'}`, 'aria-label': label, title: label,
      style: { left: `${a}%`, width: `${b - a}%`, '--mk-state': safeColour(kind.colour) },
      on: { click: () => goTo(app, [state.start, state.end], false) } });
  }

  // ------------------------------------------------------- panel: places, card

  const STANCES = { reports: 'Reports', confirms: 'Confirms', disputes: 'Disputes', denies: 'Denies' };

  function makePanel(app) {
    const panel = { view: 'overview', open: false, back: null, newest: true, allDates: false, limit: LIST_MAX };
    panel.title = el('h2', { class: 'mk-panel-title', tabindex: -1 });
    panel.body = el('div', { class: 'mk-panel-body' });
    panel.places = button('All places', { text: 'All places', class: 'mk-link mk-all-places', on: { click: (e) => openOverview(app, e) } });
    panel.close = button('Close', { icon: 'close', class: 'mk-button mk-close', on: { click: () => closePanel(app) } });
    panel.element = el('aside', { class: 'mk-panel', 'aria-label': 'Details' },
      el('div', { class: 'mk-panel-bar' }, panel.places, panel.close), panel.body);
    return panel;
  }

  const activeElement = (app) => app.root.getRootNode().activeElement;

  /** Show the panel; a keyboard's press (detail 0) takes the focus along and gives it back at the end. */
  function showPanel(app, view, event) {
    const { panel } = app;
    const keyboard = Boolean(event && event.detail === 0);
    if (event && !panel.element.contains(activeElement(app))) panel.back = activeElement(app);
    if (view !== 'overview' && panel.view === 'overview') panel.overviewScroll = panel.body.scrollTop;
    panel.view = view; panel.open = true; panel.limit = LIST_MAX; panel.key = null;
    app.root.classList.add('mk-open');
    app.root.classList.toggle('mk-detail', view !== 'overview');
    renderPanel(app);
    panel.body.scrollTop = 0;
    if (keyboard) panel.title.focus({ preventScroll: true });
  }

  function openOverview(app, event) {
    forget(app);
    showPanel(app, 'overview', event);
    settle(app);
  }

  function openTray(app, tray, event) {
    forget(app);
    showPanel(app, tray, event);
    settle(app);
  }

  function openSpots(app, spots, event) {
    app.panel.newest = true; app.panel.allDates = false;
    app.state.spots = spots;
    app.state.row = spots[0].site < 0 ? app.model.row[app.model.list[app.model.from[spots[0].marks[0]]]] : null;
    choose(app);
    showPanel(app, 'spot', event);
    keepInSight(app, spots[0]);
    settle(app);
  }

  function forget(app) {
    app.state.spots = []; app.state.row = null;
    choose(app);
  }

  /** What is highlighted on the map follows the open card. */
  function choose(app) {
    app.chosen = new Set(app.state.spots.map((s) => s.site).filter((s) => s >= 0));
    app.chosenMarks = new Set(app.state.spots.flatMap((s) => s.marks));
    request(app, 'sites', 'marks');
  }

  function closePanel(app) {
    const { panel } = app, name = panel.view === 'spot' && app.state.spots.length ? spotKey(app.state.spots[0]) : null;
    const inside = panel.element.contains(activeElement(app));
    forget(app);
    panel.view = 'overview'; panel.open = false; panel.key = null;
    app.root.classList.remove('mk-open', 'mk-detail');
    renderPanel(app);
    panel.body.scrollTop = panel.overviewScroll || 0;
    if (inside) giveFocusBack(app, name);
    settle(app);
  }

  function giveFocusBack(app, name) {
    const listed = name && app.panel.body.querySelector(`[data-spot="${name}"]`);
    const target = [listed, app.panel.back, app.placesButton].find((node) => node && node.isConnected && node.checkVisibility());
    if (target) target.focus({ preventScroll: false });
    app.panel.back = null;
  }

  const spotKey = (spot) => spot.site >= 0 ? `s${spot.site}` : `m${spot.marks[0]}`;

  /** A sheet over the map must not hide what was clicked. */
  function keepInSight(app, spot) {
    if (app.root.dataset.size === 'wide') return;
    const m = spot.marks[0], site = spot.site >= 0 ? app.sites[spot.site] : null;
    const at = m != null ? [app.model.marks.lat[m], app.model.marks.lon[m]] : site && site.lon != null ? [site.lat, site.lon] : null;
    if (!at) return;
    const sheet = app.panel.element.getBoundingClientRect(), map = app.mapArea.getBoundingClientRect();
    const p = app.map.latLngToContainerPoint(at), low = sheet.top - map.top - 40, far = sheet.left - map.left - 40;
    if (sheet.width > map.width * 0.9 && p.y > low) app.map.panBy([0, p.y - low / 2], { animate: !app.calm.matches });
    else if (sheet.width <= map.width * 0.9 && p.x > far) app.map.panBy([p.x - far / 2, 0], { animate: !app.calm.matches });
  }

  /** Fill the panel, only when what it says has changed: scroll and focus stay while time moves. */
  function renderPanel(app) {
    const { panel } = app, content = { overview: overview, spot: spotCard, undated: trayList, unplaced: trayList }[panel.view];
    const { key, build } = content(app, panel.view);
    if (key === panel.key) return;
    panel.key = key;
    const focused = panel.body.contains(activeElement(app)) && activeElement(app).dataset.key;
    const scroll = panel.body.scrollTop;
    panel.body.replaceChildren(...build());
    panel.body.scrollTop = scroll;
    const again = focused && [...panel.body.querySelectorAll('[data-key]')].find((node) => node.dataset.key === focused);
    if (again) again.focus({ preventScroll: true });
  }

  function heading(app, ...children) {
    app.panel.title.replaceChildren(...children);
    app.panel.title.classList.toggle('mk-many', app.panel.view === 'spot' && app.state.spots.length > 1);
    return app.panel.title;
  }

  // The list of places: the way in without a pointer.

  function placesNow(app) {
    const { model, counts, sites } = app, places = new Map();
    for (let k = 0; k < counts.places; k++) {
      const m = counts.touched[k];
      const site = model.marks.site[m], key = site >= 0 ? `s${site}` : `m${m}`;
      if (!places.has(key)) places.set(key, { site: site >= 0 ? site : -1, marks: site >= 0 ? sites[site].marks : [m], count: 0 });
      places.get(key).count += counts.mark[m];
    }
    return [...places.values()].sort((a, b) => b.count - a.count || a.site - b.site);
  }

  function overview(app) {
    const places = placesNow(app), { window, labels } = app.state;
    const states = app.sites.filter((s) => s.states.length && isValid(s, window) && !places.some((p) => p.site === s.index));
    const key = JSON.stringify(['places', labels, places.length, places.slice(0, app.panel.limit).map((p) => [spotKey(p), p.count]), states.map((s) => [s.index, (stateAt(s, window) || {}).state])]);
    return { key, build: () => {
      const { island, panel } = app;
      const shown = places.slice(0, panel.limit);
      return [
        app.page ? el('div', { class: 'mk-about' }, el('p', { class: 'mk-about-title', dir: 'auto' }, island.title), el('p', { dir: 'auto' }, island.description)) : null,
        chapterList(app),
        heading(app, places.length ? plural(places.length, 'place') : 'No places', el('span', { class: 'mk-soft' }, ' in this window')),
        places.length ? el('ul', { class: 'mk-places' }, shown.map((place) => placeItem(app, place)))
          : el('p', { class: 'mk-soft' }, 'No incident in this window. Widen it, or move it with the buttons below the map.'),
        places.length > shown.length ? moreButton(app, places.length - shown.length) : null,
        states.length ? el('h3', { class: 'mk-label' }, 'Also on the map') : null,
        states.length ? el('ul', { class: 'mk-places' }, states.map((s) => placeItem(app, { site: s.index, marks: s.marks, count: 0 }))) : null,
      ].filter(Boolean);
    } };
  }

  function placeItem(app, place) {
    const site = place.site >= 0 ? app.sites[place.site] : null, state = site && stateAt(site, app.state.window);
    const kind = state && app.island.stateKinds[state.state];
    return el('li', {}, el('button', { type: 'button', class: 'mk-place', 'data-spot': spotKey(place), 'data-key': spotKey(place),
      on: { click: (event) => openSpots(app, [{ site: place.site, marks: place.marks.slice() }], event) } },
      el('span', { class: 'mk-place-name' }, text(spotName(app, place)), kind ? el('span', { class: 'mk-state-note' }, stroke(kind), kind.label) : null),
      place.count ? el('span', { class: 'mk-number' }, place.count.toLocaleString('en-GB')) : null));
  }

  function moreButton(app, left) {
    return button('', { text: `Show more (${left.toLocaleString('en-GB')})`, class: 'mk-link mk-more', on: { click: () => {
      app.panel.limit += LIST_MAX * 2;
      renderPanel(app);
    } } });
  }

  function chapterList(app) {
    const chapters = app.island.chapters || [];
    if (!chapters.length) return null;
    return el('details', { class: 'mk-chapters' }, el('summary', {}, plural(chapters.length, 'chapter')),
      el('ol', {}, chapters.map((chapter) => el('li', {}, button('', { text: chapter.label, class: 'mk-link', on: { click: () => {
        setWindow(app, chapter.window);
        if (chapter.box) showRegion(app, chapter.box);
        settle(app);
      } } }), el('span', { class: 'mk-soft' }, windowWords(chapter.window))))));
  }

  // Undated and unplaced incidents: counted apart, never lost.

  const trayRows = (app, tray) => (tray === 'undated' ? app.trays.undated : app.trays.unplaced.filter(({ days }) => inTime(app, days))).map(({ row }) => row);

  /** Whether days lie in the window, or at least touch it where what is possible counts too. */
  function inTime({ state }, [start, end]) {
    const [from, to] = state.window;
    return state.certainOnly ? start >= from && end <= to : start < to && end > from;
  }

  function trayCount(app, tray) {
    if (tray === 'undated') return app.trays.undated.length;
    let n = 0;
    for (const { days } of app.trays.unplaced) if (inTime(app, days)) n++;
    return n;
  }

  function trayList(app, tray) {
    const rows = trayRows(app, tray), shown = rows.slice(0, app.panel.limit);
    const entries = shown.map((row) => textOf(app, row));
    return { key: JSON.stringify([tray, rows.length, shown, entries.map(Boolean)]), build: () => [
      heading(app, plural(rows.length, 'incident'), el('span', { class: 'mk-soft' }, tray === 'undated' ? ' without a date' : ' without a place in this window')),
      el('p', { class: 'mk-soft' }, tray === 'undated' ? 'No source gives these a date, so no window shows them.'
        : 'These have no place that can be drawn, so the map does not show them.'),
      ...shown.map((row, i) => incidentCard(app, row, entries[i], null, true)),
      rows.length > shown.length ? moreButton(app, rows.length - shown.length) : '',
    ] };
  }

  // The card of a spot: every site and every mark under the pointer, with all their incidents.

  function textOf(app, row) {
    const entry = app.texts ? app.texts[row] : undefined;
    if (entry === undefined && app.options.requestTexts) (app.wanted = app.wanted || new Set()).add(row);
    return entry;
  }

  /** Incidents of a spot that pass the filters: all of them, and those in the window (or all dates). */
  function incidentsOf(app, spot) {
    const { model, state: { window, certainOnly }, panel } = app, all = [];
    for (const m of spot.marks) {
      for (let k = model.from[m]; k < model.from[m + 1]; k++) if (model.passes[model.list[k]]) all.push(model.list[k]);
    }
    all.sort((a, b) => a - b);
    const inside = all.filter((i) => overlaps(model.start[i], model.end[i], window)
      && (!certainOnly || (model.start[i] >= window[0] && model.end[i] <= window[1])));
    const listed = panel.allDates ? all : inside;
    return { all, inside, listed: panel.newest ? listed.slice().reverse() : listed };
  }

  function spotCard(app) {
    const { spots, labels, window } = app.state, { panel } = app;
    const found = spots.map((spot) => incidentsOf(app, spot));
    const rows = found.map(({ listed, inside, all }) => [listed.slice(0, panel.limit).map((i) => [app.model.row[i], textOf(app, app.model.row[i]) ? 1 : 0]), inside.length, all.length]);
    flushWanted(app);
    const states = spots.map((s) => s.site >= 0 && app.sites[s.site].states.map((state) => +overlaps(state.start, state.end, window)));
    const key = JSON.stringify([spots.map(spotKey), labels, panel.newest, panel.allDates, rows, states]);
    return { key, build: () => [
      spots.length > 1 ? heading(app, `${spots.length} places here`) : '',   // several: a quieter title, theirs are larger
      ...spots.map((spot, i) => spotSection(app, spot, found[i], i, spots.length > 1)),
    ] };
  }

  function flushWanted(app) {
    if (!app.wanted || !app.wanted.size) return;
    const rows = [...app.wanted];
    app.wanted.clear();
    app.options.requestTexts(rows);                 // the answer comes by update({texts})
  }

  function spotSection(app, spot, found, place, many) {
    const name = spotName(app, spot), body = spotBody(app, spot, found);
    if (!many) return el('section', { class: 'mk-spot' }, heading(app, text(name)), body);
    const title = el('h3', { class: 'mk-spot-title', dir: 'auto' }, name);
    if (!place || found.all.length) return el('section', { class: 'mk-spot' }, title, body);
    return el('details', { class: 'mk-spot' }, el('summary', { 'data-key': `spot-${spotKey(spot)}` }, title), body);
  }

  function spotBody(app, spot, { all, inside, listed }) {
    const { panel, model } = app, site = spot.site >= 0 ? app.sites[spot.site] : null, shown = listed.slice(0, panel.limit);
    return [
      site ? siteNames(site) : null,
      all.length ? el('p', { class: 'mk-counts' }, el('strong', {}, inside.length), ' in this window, ', el('strong', {}, all.length), ' in all')
        : el('p', { class: 'mk-counts mk-soft' }, 'No incident here.'),
      siteFacts(app, spot, site),
      site ? siteStates(app, site) : null,
      all.length ? listTools(panel, () => renderPanel(app)) : null,
      shown.map((i) => incidentCard(app, model.row[i], textOf(app, model.row[i]), i, false)),
      listed.length > shown.length ? moreButton(app, listed.length - shown.length) : null,
    ].flat();
  }

  function listTools(panel, again) {
    return el('div', { class: 'mk-tools' },
      toggle(panel.newest ? 'Newest first' : 'Oldest first', 'order', () => { panel.newest = !panel.newest; again(); }),
      toggle(panel.allDates ? 'Only this window' : 'Show all dates', 'dates', () => { panel.allDates = !panel.allDates; again(); }));
  }

  const toggle = (label, key, click) => button(label, { text: label, class: 'mk-toggle', 'data-key': `toggle-${key}`, on: { click } });

  function siteNames(site) {
    const entries = Object.entries(site.names || {}).filter(([, names]) => names.length);
    return el('dl', { class: 'mk-names' }, entries.map(([language, names]) => el('div', {},
      el('dt', {}, languageName(language)), el('dd', { lang: language, dir: 'auto' }, names.join(', ')))));
  }

  let languageNames = null;

  function languageName(code) {
    try {
      languageNames = languageNames || new Intl.DisplayNames(['en'], { type: 'language' });
      return languageNames.of(code);
    } catch { return code; }
  }

  function siteFacts(app, spot, site) {
    const m = spot.marks[0], precision = site ? site.precision_m : app.model.marks.precision[m];
    const where = site ? site.lon != null && coordinateWords(site.lat, site.lon) : coordinateWords(app.model.marks.lat[m], app.model.marks.lon[m]);
    const facts = [
      site && site.sort ? ['Sort', site.sort] : null,
      ['Place', [where, precisionWords(precision)].filter(Boolean).join('; ')],
      site && site.coordinate_source ? ['Coordinates', site.coordinate_source] : null,
      site && site.valid_words ? ['Valid', site.valid_words] : null,
      site && site.note ? ['Note', site.note] : null,
    ].filter(Boolean);
    const rivals = (site && site.rivals) || [];
    return el('details', { class: 'mk-facts' }, el('summary', { 'data-key': `facts-${spotKey(spot)}` }, capital(precisionWords(precision)),
      rivals.length ? `; ${plural(rivals.length, 'other coordinate')}` : null),
      el('dl', { class: 'mk-own' }, facts.map(([key, value]) => definition(key, value)),
        rivals.map((r) => definition('Elsewhere', [coordinateWords(r.lat, r.lon), r.source, r.note].filter(Boolean).join('; ')))));
  }

  const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
  const definition = (key, value) => el('div', {}, el('dt', { dir: 'auto' }, key), el('dd', { dir: 'auto' }, value));

  function siteStates(app, site) {
    if (!site.states.length) return null;
    const now = stateAt(site, app.state.window);
    return el('ol', { class: 'mk-states', 'aria-label': 'States' }, site.states.slice().reverse().map((state) => {
      const kind = app.island.stateKinds[state.state] || {}, source = state.source;
      return el('li', { class: state === now ? 'mk-now' : null }, stroke(kind), el('div', {},
        button('', { text: kind.label, class: 'mk-link', 'data-key': `state-${state.start}`, on: { click: () => goTo(app, [state.start, state.end], true) } }), ' ',
        el('span', {}, state.when_words),
        source ? el('div', { class: 'mk-soft' }, sourceWords(source)) : null,
        state.note ? el('div', { class: 'mk-soft', dir: 'auto' }, state.note) : null));
    }));
  }

  function sourceWords(source) {
    return [source.url ? link(source.url, source.title) : text(source.title || ''),
      source.publisher ? el('span', { dir: 'auto' }, `, ${source.publisher}`) : null,
      source.party_label ? el('span', { class: 'mk-party', dir: 'auto' }, source.party_label) : null].filter(Boolean);
  }

  /** One incident. Without its text yet (large atlases) it says the dates that the page knows. */
  function incidentCard(app, row, entry, i, elsewhere) {
    const { model } = app;
    if (!entry) return el('article', { class: 'mk-incident' }, el('p', { class: 'mk-when' }, windowWords([model.start[i] ?? 0, model.end[i] ?? 1])));
    const kind = app.kinds[entry.kind], window = i == null ? null : [model.start[i], model.end[i]];
    const site = elsewhere && entry.site != null ? app.sites[entry.site] : null;
    return el('article', { class: 'mk-incident', 'data-id': entry.id, 'data-row': row },
      el('p', { class: 'mk-when' }, el('span', {}, entry.when_words), ' ', entry.basis_words && entry.when_basis !== 'stated'
        ? el('span', { class: 'mk-soft' }, entry.basis_words) : null),
      el('h3', { class: 'mk-incident-title', dir: 'auto' }, entry.title),
      el('p', { class: 'mk-chips' }, kind ? el('span', { class: 'mk-chip' }, swatch(kind), text(kind.label)) : null,
        entry.disputed ? el('span', { class: 'mk-badge' }, 'Disputed') : null,
        possible(app, window) ? el('span', { class: 'mk-badge mk-quiet' }, 'Possibly in this window') : null,
        site ? el('span', { class: 'mk-chip', dir: 'auto' }, spotName(app, { site: site.index })) : null),
      entry.text ? el('p', { class: 'mk-text', dir: 'auto' }, entry.text) : null,
      entry.quote ? el('blockquote', { dir: 'auto' }, entry.quote) : null,
      tollLine(entry.toll_words), claimList(entry.claims), ownColumns(entry),
      window ? button('', { text: 'Go to this date', class: 'mk-link mk-go', 'data-key': `go-${row}`, on: { click: () => {
        app.state.row = row;
        goTo(app, window, true);
      } } }) : null);
  }

  const possible = ({ state: { window } }, own) => own && overlaps(own[0], own[1], window) && !(own[0] >= window[0] && own[1] <= window[1]);

  const tollLine = (words) => words && words.length ? el('p', { class: 'mk-toll' }, capital(words.join(', '))) : null;

  function claimList(claims) {
    if (!claims || !claims.length) return null;
    return el('ul', { class: 'mk-claims', 'aria-label': 'Who says so' }, claims.map((claim) => el('li', { class: `mk-claim mk-${STANCES[claim.stance] ? claim.stance : 'other'}` },
      el('p', {}, el('strong', {}, STANCES[claim.stance] || claim.stance), ' ',
        sourceWords({ title: claim.source, publisher: claim.publisher, party_label: claim.party_label, url: claim.url })),
      claim.says ? el('p', { class: 'mk-says', dir: 'auto' }, claim.says) : null,
      claim.archive_url || claim.locator ? el('p', { class: 'mk-soft' }, claim.archive_url ? link(claim.archive_url, 'archived copy') : null,
        claim.archive_url && claim.locator ? ' \u00b7 ' : null, claim.locator ? text(claim.locator) : null) : null)));
  }

  function ownColumns(entry) {
    const own = Object.entries(entry.own || {}).filter(([, value]) => value != null && value !== '');
    return own.length ? el('dl', { class: 'mk-own' }, own.map(([key, value]) => definition(key, String(value)))) : null;
  }

  // ------------------------------------------------- legend, menus, attribution

  function makeLegend(app) {
    const { island, model } = app, used = new Set(model.kind);
    const item = (picture, words) => el('li', {}, picture, text(words));
    const states = new Set((island.states || []).map((s) => s.state));
    const symbol = (...shapes) => svg('svg', { viewBox: '0 0 16 16', class: 'mk-swatch', 'aria-hidden': 'true' }, ...shapes);
    const circle = (more) => svg('circle', { cx: 8, cy: 8, r: 5, stroke: 'currentColor', fill: 'none', ...more });
    return el('details', { class: 'mk-legend' }, el('summary', {}, 'Legend'),
      el('ul', {}, app.kinds.filter((kind, k) => used.has(k)).map((kind) => item(swatch(kind), kind.label))),
      states.size ? el('ul', {}, [...states].sort((a, b) => a - b).map((s) => item(stroke(island.stateKinds[s] || {}), (island.stateKinds[s] || {}).label))) : null,
      el('details', { class: 'mk-symbols' }, el('summary', {}, 'How to read the marks'), el('ul', {},
        item(symbol(circle({ 'stroke-width': 3, 'stroke-dasharray': '9 4' })), 'several kinds; the number counts'),
        item(symbol(circle({ fill: 'currentColor', 'fill-opacity': 0.3 })), 'only possibly in the window'),
        item(symbol(circle({ r: 6.5, 'stroke-dasharray': '2.5 2.5' })), 'ring: how well the place is known'),
        item(symbol(circle({ 'stroke-width': 2 })), 'hollow: known to 10 km or worse'),
        states.size ? item(symbol(circle({ r: 6.5, 'stroke-width': 1.5 }), circle({ r: 3, fill: 'currentColor' })), 'state at the end of the window, around a mark') : null,
        item(symbol(svg('circle', { cx: 8, cy: 8, r: 2.6, fill: 'currentColor' })), 'a place without incidents in the window'),
        app.world.disputed.length ? item(stroke({ colour: GREY, dash: 'dashed' }, 1.5), 'line in dispute') : null)));
  }

  function makeLabelMenu(app) {
    const languages = app.island.languages || [];
    if (languages.length < 2) return null;
    return el('details', { class: 'mk-menu mk-labels' }, el('summary', {}, 'Labels'),
      el('fieldset', {}, el('legend', {}, 'Names on the map in'), languages.map((code) => {
        const box = el('input', { type: 'checkbox', value: code, checked: app.state.labels.includes(code), on: { change: () => {
          const rest = app.state.labels.filter((other) => other !== code);
          setLabels(app, box.checked ? [...rest, code] : rest);
          settle(app);
        } } });
        return el('label', {}, box, ` ${languageName(code)}`);
      })));
  }

  function setLabels(app, labels) {
    app.state.labels = labels.slice();
    app.candidates = null;
    for (const box of app.root.querySelectorAll('.mk-labels input')) box.checked = labels.includes(box.value);
    const lanes = clockLanes(app, app.clock);        // named in the same languages
    app.clock.lanes.replaceWith(lanes);
    app.clock.lanes = lanes;
    app.panel.key = null;
    request(app, 'labels', 'clock');
  }

  // --------------------------------------------------- state, frames, settling

  /** Ask for a repaint of some parts; all that is asked for before the next frame is done in it. */
  function request(app, ...parts) {
    for (const name of parts) app.dirty.add(name);
    if (app.frame || app.dead) return;
    app.frame = requestAnimationFrame(() => {
      app.frame = 0;
      if (!app.dead) render(app);
    });
  }

  function render(app) {
    const { dirty, layers } = app;
    if (dirty.has('counts')) {
      tally(app.model, app.counts, app.state.window, app.state.certainOnly);
      const look = timedLook(app);
      if (look !== app.look) { app.look = look; for (const name of ['base', 'sites', 'labels']) dirty.add(name); }
      if (labelLook(app) !== app.labelled) dirty.add('labels');
      dirty.add('marks').add('clock');
    }
    for (const name of ['base', 'sites', 'marks', 'labels']) if (dirty.has(name)) layers[name].paint();
    if (dirty.has('clock')) renderClock(app);
    dirty.clear();
  }

  function setWindow(app, wanted) {
    const { domain } = app.clock;
    let [start, end] = wanted.map((day) => clamp(Math.round(day), domain[0], domain[1]));
    if (end <= start) { end = Math.min(domain[1], start + 1); start = Math.min(start, end - 1); }
    const window = tied(app, app.clock, [start, end]);
    if (window[0] === app.state.window[0] && window[1] === app.state.window[1]) return;
    app.state.window = window;
    request(app, 'counts');
    soon(app);
  }

  /** Words follow when the hand rests: the panel after 120 ms, the live region after 300 ms. */
  function soon(app) {
    clearTimeout(app.panelTimer); clearTimeout(app.voiceTimer);
    app.panelTimer = setTimeout(() => { if (!app.dead) renderPanel(app); }, 120);
    app.voiceTimer = setTimeout(() => { if (!app.dead && !app.clock.playing) speak(app); }, 300);
  }

  function speak(app) {
    const { counts, state } = app, words = countWords(counts, state.certainOnly);
    const said = `${windowWords(state.window)}: ${counts.shown ? plural(counts.shown, 'incident') : 'no incident'}`
      + (counts.places ? ` at ${plural(counts.places, 'place')}` : '') + (words ? `, ${words}` : '') + '.';
    if (app.voice.textContent !== said) app.voice.textContent = said;
  }

  /** Tell the host once the reader has let go; nothing is sent during a drag or while playing. */
  function settle(app) {
    soon(app);
    clearTimeout(app.tellTimer);
    app.tellTimer = setTimeout(() => {
      if (app.dead || app.clock.drag || app.clock.playing) return;
      const state = stateOf(app), key = JSON.stringify(state);
      if (key === app.told) return;
      app.told = key;
      if (app.options.onChange) app.options.onChange(state);
    }, 120);
  }

  /** Zoom, latitude and longitude as an attribute: where the map stands can be read from outside. */
  function tellPosition({ map, root }) {
    const { lat, lng } = map.getCenter();
    root.dataset.position = [map.getZoom(), lat, lng].map((x) => +x.toFixed(5)).join('/');
  }

  function stateOf({ map, state, sites }) {
    const bounds = map.getBounds(), centre = map.getCenter(), round = (x) => +x.toFixed(5);
    const turn = (lon) => ((lon + 180) % 360 + 360) % 360 - 180;
    const wide = bounds.getEast() - bounds.getWest() >= 360;
    const spot = state.spots[0];
    return {
      window: state.window.slice(),
      box: [wide ? -180 : turn(bounds.getWest()), bounds.getSouth(), wide ? 180 : turn(bounds.getEast()), bounds.getNorth()].map(round),
      center: [round(centre.lat), round(turn(centre.lng))], zoom: round(map.getZoom()),
      site: spot && spot.site >= 0 ? sites[spot.site].id : null, row: state.row, labels: state.labels.slice(),
    };
  }

  /** Move the window to something dated: it keeps its width, or takes the thing's own if it is wider. */
  function goTo(app, [start, end], fit) {
    const { clock } = app, [a, b] = app.state.window, { domain } = clock;
    const from = clamp(start, domain[0], domain[1] - 1), to = clamp(end, from + 1, domain[1]);
    const whole = b - a >= domain[1] - domain[0];
    stopPlay(app, clock);
    if (whole || (fit && to - from > b - a)) setWindow(app, [from, to]);
    else setWindow(app, slide(clock, [from, from + b - a], 0));
    settle(app);
  }

  function showBox(app, [west, south, east, north], room) {
    app.map.fitBounds([[south, west], [north, east < west ? east + 360 : east]], { animate: false, ...room });
  }

  /** A box to look at (home, a chapter) stands beside the open legend, not under it. */
  function showRegion(app, box) {
    const legend = app.legend.open ? app.legend.offsetWidth + 12 : 8;
    showBox(app, box, { paddingTopLeft: [legend, 8], paddingBottomRight: [8, 22] });
  }

  function setFilter(app, shown) {
    applyFilter(app.model, shown);
    const days = app.island.unplaced_days || [], passes = ({ row }) => app.model.passesRow(row);
    app.trays = {
      undated: (app.island.undated || []).map((row) => ({ row })).filter(passes),
      unplaced: (app.island.unplaced || []).map((row, i) => ({ row, days: days[i] || [-Infinity, Infinity] })).filter(passes),
    };
    app.candidates = null;
    app.panel.key = null;
  }

  function openSite(app, id) {
    const site = app.sites.find((s) => s.id === id);
    if (!site) { if (app.state.spots.length) closePanel(app); return; }
    if (app.state.spots.length && app.state.spots[0].site === site.index) return;
    openSpots(app, [{ site: site.index, marks: site.marks.slice() }]);
  }

  function openRow(app, row) {
    const i = app.model.row.indexOf(row), m = i < 0 ? -1 : app.model.mark[i];
    if (m >= 0 && app.model.marks.site[m] < 0) openSpots(app, [{ site: -1, marks: [m] }]);
  }

  // -------------------------------------------------------------------- mount

  function readKinds(island) {
    return island.kinds.map((kind) => {
      const colour = safeColour(kind.colour), n = parseInt(colour.slice(1), 16);
      // ABGR, as a little-endian Uint32 of an ImageData wants it
      return { ...kind, colour, on: luminance(colour) > 0.25 ? '#111111' : '#ffffff',
        pixel: (0xff000000 | (n & 0xff) << 16 | (n & 0xff00) | n >> 16) >>> 0 };
    });
  }

  function newApp({ L, map, island, options }) {
    const model = readModel(island), initial = options.initial || {};
    const app = {
      look: null, stamps: new Map(), L, map, island, options, model, counts: newCounts(model), kinds: readKinds(island),
      world: readContext(island.context), sites: readSites(island, model), texts: island.texts,
      visible: { n: 0, mark: new Uint32Array(model.marks.n), x: new Float32Array(model.marks.n), y: new Float32Array(model.marks.n) },
      dirty: new Set(), chosen: new Set(), chosenMarks: new Set(), calm: matchMedia('(prefers-reduced-motion: reduce)'), page: Boolean(options.page),
      state: { window: [0, 1], mode: 'window', certainOnly: Boolean(options.certainOnly), spots: [], row: null,
        labels: (initial.labels || island.labels || []).slice() },
    };
    app.timedSites = app.sites.filter((s) => s.valid || s.states.length);
    return app;
  }

  function buildRoot(app, container) {
    const { map } = app, mapElement = map.getContainer();
    app.clock = makeClock(app);
    app.panel = makePanel(app);
    app.placesButton = button('Places', { text: 'Places', class: 'mk-menu-button mk-places-button', on: { click: (e) => openOverview(app, e) } });
    app.tip = el('div', { class: 'mk-tip', hidden: true, 'aria-hidden': 'true' });
    app.voice = el('p', { class: 'mk-voice', role: 'status', 'aria-live': 'polite' });
    app.mapArea = el('section', { class: 'mk-map', 'aria-label': 'Map' });
    const title = app.page ? el('h1', { class: 'mk-title', dir: 'auto' }, app.island.title) : null;
    app.root = el(app.page ? 'main' : 'div', { class: `mk-root${app.page ? ' mk-page' : ''}`, 'data-size': 'wide' }, title, app.mapArea, app.panel.element, app.clock.element, app.voice);
    if (mapElement.parentNode === container) container.replaceChild(app.root, mapElement);
    else container.append(app.root);
    app.legend = makeLegend(app);
    const credits = [...(app.island.credits || []), app.island.licence].filter(Boolean).join(' \u00b7 ');
    app.mapArea.append(mapElement, el('div', { class: 'mk-menus' }, app.placesButton, makeLabelMenu(app)), app.legend,
      el('details', { class: 'mk-credits' }, el('summary', { dir: 'auto' }, credits)), app.tip);
    mapElement.setAttribute('role', 'application');
    mapElement.setAttribute('aria-label', `Map: ${app.island.title || ''}. Arrow keys move it, plus and minus zoom. The Places button lists what it shows.`);
    if (map.attributionControl) map.attributionControl.setPrefix(false);
  }

  /** Light or dark, and how wide: both are read from where the root stands, not from the window. */
  function watch(app) {
    app.retheme = () => {
      app.root.dataset.theme = isDark(app.root) ? 'dark' : 'light';
      app.theme = readTheme(app.root);
    };
    app.onScheme = () => { app.retheme(); layoutClock(app); request(app, 'base', 'sites', 'marks', 'labels', 'clock'); };
    app.scheme = matchMedia('(prefers-color-scheme: dark)');
    app.scheme.addEventListener('change', app.onScheme);
    app.resize = new ResizeObserver(() => resized(app));
    app.resize.observe(app.root); app.resize.observe(app.mapArea); app.resize.observe(app.clock.track);
  }

  function measure(app) {
    const width = app.root.clientWidth, size = width < 640 ? 'phone' : width < 900 ? 'medium' : 'wide';
    if (width && app.root.dataset.size !== size) app.root.dataset.size = size;
    return width;
  }

  function resized(app) {
    if (app.dead || !measure(app)) return;
    const box = `${app.mapArea.clientWidth}x${app.mapArea.clientHeight}`, track = app.clock.track.clientWidth;
    if (box !== app.box) {
      const waiting = app.tellTimer && app.told !== JSON.stringify(stateOf(app));
      app.box = box;
      app.map.invalidateSize({ animate: false, pan: false });
      if (!waiting) app.told = JSON.stringify(stateOf(app));       // a new size is no act of the reader
    }
    if (track !== app.clock.width || app.clock.pale.clientHeight !== app.clock.height) { layoutClock(app); request(app, 'clock'); }
  }

  function addLayers(app) {
    const { L, map } = app;
    const painters = { base: paintBase, sites: paintSites, marks: paintMarks, labels: paintLabels };
    const heights = { base: 150, sites: 410, marks: 450, labels: 460 };
    app.layers = {};
    for (const [name, paint] of Object.entries(painters)) {
      app.layers[name] = canvasLayer(L, `mk-${name}`, heights[name], (ctx, view) => paint(app, ctx, view)).addTo(map);
    }
  }

  function openView(app) {
    const { map, island, options } = app, initial = options.initial || {};
    map.options.zoomSnap = 0.25;                     // nothing here is a tile: the home box may fill the map
    if (!Number.isFinite(map.getMaxZoom())) map.setMaxZoom(17);
    map.setMinZoom(Math.max(1, map.getMinZoom()));
    map.invalidateSize({ animate: false, pan: false });
    if (initial.center && initial.zoom != null) map.setView(initial.center, initial.zoom, { animate: false });
    else if (initial.box) showBox(app, initial.box);
    else showRegion(app, island.home);
  }

  /** The first window, counted and said before the map is fitted: the clock's height is then final. */
  function openClock(app) {
    const { clock, island, options: { initial = {} } } = app;
    layoutClock(app);
    setWindow(app, initial.window || island.window || clock.domain);
    tally(app.model, app.counts, app.state.window, app.state.certainOnly);
    renderClock(app);
    app.legend.open = app.mapArea.clientWidth > 700 && app.mapArea.clientHeight > 480;
  }

  function listen(app) {
    const { map, root } = app;
    app.handlers = {
      click: (event) => {
        const spots = spotsAt(app, event.containerPoint, event.originalEvent.pointerType === 'touch');
        app.tip.hidden = true; app.hover = null;
        if (spots.length) openSpots(app, spots, event.originalEvent); else if (app.state.spots.length) closePanel(app);
      },
      moveend: () => { tellPosition(app); settle(app); },
      mousemove: (event) => { app.hover = event; if (!app.hovering) app.hovering = requestAnimationFrame(() => { app.hovering = 0; showTip(app); }); },
      mouseout: () => { app.hover = null; app.tip.hidden = true; },
      movestart: () => { app.tip.hidden = true; },
    };
    map.on(app.handlers);
    root.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !(app.state.spots.length || root.classList.contains('mk-open'))) return;
      event.preventDefault();
      closePanel(app);
    });
  }

  function showTip(app) {
    if (!app.hover || app.dead || app.clock.drag) return;
    const point = app.hover.containerPoint, [spot] = spotsAt(app, point, false);
    app.map.getContainer().style.cursor = spot ? 'pointer' : '';
    app.tip.hidden = !spot;
    if (!spot) return;
    const count = spot.marks.reduce((sum, m) => sum + app.counts.mark[m], 0);
    const state = spot.site >= 0 && stateAt(app.sites[spot.site], app.state.window);
    app.tip.replaceChildren(el('strong', { dir: 'auto' }, spotName(app, spot)),
      el('span', {}, count ? plural(count, 'incident') : '', count && state ? ', ' : '', state ? app.island.stateKinds[state.state].label : ''));
    const right = point.x > app.mapArea.clientWidth - 220;
    app.tip.style.transform = `translate(${point.x + (right ? -14 : 14)}px, ${point.y + 14}px)${right ? ' translateX(-100%)' : ''}`;
  }

  function makeHandle(app) {
    return {
      update(part) { if (!app.dead) update(app, part || {}); },
      destroy() { destroy(app); },
    };
  }

  /** Only what is named changes; pan, zoom, window and the open card stay otherwise. */
  function update(app, part) {
    app.retheme();
    if ('shown' in part) { setFilter(app, part.shown); layoutClock(app); }
    if ('certainOnly' in part) app.state.certainOnly = Boolean(part.certainOnly);
    if (part.texts) app.texts = Object.assign(app.texts || {}, part.texts);
    if (part.labels) setLabels(app, part.labels);
    if (part.window && !app.clock.drag && !app.clock.playing) setWindow(app, part.window);
    if (part.box) showBox(app, part.box);
    if ('site' in part) openSite(app, part.site);
    request(app, 'counts', 'base', 'sites', 'labels');
    render(app);
    renderPanel(app);
    soon(app);
    app.told = JSON.stringify(stateOf(app));        // the host knows what it has just said
  }

  function destroy(app) {
    if (app.dead) return;
    app.dead = true;
    cancelAnimationFrame(app.frame);
    for (const timer of [app.panelTimer, app.voiceTimer, app.tellTimer]) clearTimeout(timer);
    app.resize.disconnect();
    app.scheme.removeEventListener('change', app.onScheme);
    app.map.off(app.handlers);
    for (const layer of Object.values(app.layers)) layer.remove();
    app.root.replaceWith(app.map.getContainer());
  }

  /** A page that cannot show its data says why, in the map's place. */
  function refuse(container, map, error) {
    const message = el('p', { class: 'mk-root mk-broken', role: 'alert' },
      `This map cannot be shown. Its data cannot be read: ${error.message}.`);
    const mapElement = map && map.getContainer();
    if (mapElement && mapElement.parentNode === container) { mapElement.style.display = 'none'; container.insertBefore(message, mapElement); }
    else container.append(message);
    return { update() {}, destroy() { message.remove(); } };
  }

  function mount({ L, map, island, container, options }) {
    let app;
    try { app = newApp({ L, map, island, options: options || {} }); } catch (error) {
      return refuse(container, map, error instanceof IslandError ? error : new IslandError('they are damaged'));
    }
    buildRoot(app, container);
    setFilter(app, app.options.shown);
    watch(app);
    app.retheme();
    measure(app);
    openClock(app);
    openView(app);
    addLayers(app);
    render(app);
    listen(app);
    tellPosition(app);
    renderPanel(app);
    const { site, row } = app.options.initial || {};
    if (site) openSite(app, site); else if (row != null) openRow(app, row);
    clearTimeout(app.tellTimer);
    app.told = JSON.stringify(stateOf(app));
    speak(app);
    return makeHandle(app);
  }

  /** A saved folium page: the island stands in a script element, the map fills the page. */
  function openFolium(map, islandElementId) {
    const container = map.getContainer().parentNode, source = document.getElementById(islandElementId);
    let island = null;
    try { island = JSON.parse(source.textContent); } catch { island = null; }
    const page = container === document.body;
    if (page) document.documentElement.classList.add('mk-host');
    return mount({ L: globalThis.L, map, island, container, options: { page } });
  }

  globalThis.mapkit = { mount, openFolium };
})();
