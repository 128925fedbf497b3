// Where labels stand: each beside its point, clear of marks, controls, edges and one another.

const SLANT = 0.7;
const REST = 8;                                    // pixels of a label that stay before its point on the other side
const STEP = 7;                                    // pixels between the places that are tried for a badge
const APART = 2;                                   // pixels between boxes

const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

/** The places tried around a point, the best first: {x, y, align, box}; `x` is where a line is aligned to. */
function spotsAround({ px, py, gap }, { width, height }) {
  const slant = gap * SLANT;
  return [
    [px + gap, py - height / 2, 0], [px - gap - width, py - height / 2, 1],
    [px - width / 2, py + gap, 0.5], [px - width / 2, py - gap - height, 0.5],
    [px + slant, py + slant, 0], [px + slant, py - slant - height, 0],
    [px - slant - width, py + slant, 1], [px - slant - width, py - slant - height, 1],
    [px + gap, py - height + REST, 0], [px + gap, py - REST, 0],
    [px - gap - width, py - height + REST, 1], [px - gap - width, py - REST, 1],
    [px - REST, py + gap, 0], [px - width + REST, py + gap, 1],
    [px - REST, py - gap - height, 0], [px - width + REST, py - gap - height, 1],
  ].map(([left, top, align]) => ({ x: left + width * align, y: top, align,
    box: [left - APART, top, left + width + APART, top + height] }));
}

const isFree = (room, box, own) => box[0] >= room.bounds[0] && box[1] >= room.bounds[1] && box[2] <= room.bounds[2]
  && box[3] <= room.bounds[3] && room.taken.every((other) => other === own || !overlap(box, other));

/** The box of this size nearest to a point that meets none of what is taken, null where there is none. */
export function clearPlace([width, height], [x, y], [left, top, right, bottom], taken) {
  let best = null, nearest = Infinity;
  for (let up = top + STEP; up + height < bottom; up += STEP) {
    for (let from = left + STEP; from + width < right; from += STEP) {
      const away = Math.hypot(from + width / 2 - x, up + height / 2 - y), box = [from, up, from + width, up + height];
      if (away < nearest && !taken.some((other) => overlap(box, other))) { best = box; nearest = away; }
    }
  }
  return best;
}

/** Place a label with one of its blocks, the first that finds room; whether it did. */
function place(room, label, blocks) {
  for (const block of blocks.filter(Boolean)) {
    const spots = spotsAround(label, block), at = spots.findIndex(({ box }) => isFree(room, box, null));
    if (at < 0) continue;
    room.taken.push(spots[at].box);
    room.placed.push({ c: label, block, at, ...spots[at] });
    return true;
  }
  return false;
}

/** Give local names to what stands without, where there is room for them too: as it stands, else elsewhere around. */
function extend(room, placed) {
  for (const one of placed) {
    const { full } = one.c.blocks;
    if (!full || one.block === full) continue;
    const spots = spotsAround(one.c, full);
    const spot = [spots[one.at], ...spots].find(({ box }) => isFree(room, box, one.box));
    if (!spot) continue;
    room.taken[room.taken.indexOf(one.box)] = spot.box;
    Object.assign(one, spot, { block: full });
  }
}

/** Names of what holds incidents, with local names as far as none of them is lost for those. */
function placeShown(labels, bounds, taken) {
  const rooms = [(blocks) => [blocks.full, blocks.bare], (blocks) => [blocks.bare]].map((offered) => {
    const room = { bounds, taken: taken.slice(), placed: [] };
    for (const label of labels) place(room, label, offered(label.blocks));
    return room;
  });
  const best = rooms[1].placed.length > rooms[0].placed.length ? rooms[1] : rooms[0];
  extend(best, best.placed);
  return best;
}

/**
 * All labels that find room, in the order in which they give way last: names of what holds incidents with their local
 * names, other names, local names of those. `bounds` and `taken` are boxes [left, top, right, bottom] in pixels.
 */
export function placedLabels(labels, bounds, taken, most) {
  const room = placeShown(labels.filter(({ total }) => total).slice(0, most), bounds, taken);
  const shown = room.placed.length;
  for (const label of labels.filter(({ total }) => !total)) {
    if (room.placed.length >= most) break;
    place(room, label, [label.blocks.bare]);
  }
  extend(room, room.placed.slice(shown));
  return room.placed;
}
