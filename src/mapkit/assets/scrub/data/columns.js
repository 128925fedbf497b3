// Columns of numbers: typed arrays out of base64 or of a buffer.

const DTYPES = {
  u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array,
  f4: Float32Array, f8: Float64Array,
};

export class IslandError extends Error {}

export function bytesOf(base64) {
  let binary;
  try { binary = atob(base64); } catch { throw new IslandError('a column is not base64'); }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Three bytes a number, little endian. */
function threeBytes(bytes, count, offset) {
  const wide = new Int32Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    wide[i] = (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16) + offset;
  }
  return wide;
}

/** The bytes of a column: in the page as base64, or a piece of the buffer that came with the island. */
function columnBytes(col, buffer) {
  if (!col.at) return bytesOf(col.data || '');
  const [from, length] = col.at;
  if (!buffer || from + length > buffer.byteLength) throw new IslandError('the columns are cut short');
  return new Uint8Array(buffer, from, length);
}

/** Refuse a column that is not as long as it says, without reading it: what reads it later may count on it. */
export function checkColumn(col, count, name, buffer) {
  if (ArrayBuffer.isView(col)) return;
  if (col && (col.dtype === 'same' || col.dtype === 'index')) return;
  const type = col && DTYPES[col.dtype];
  if (!type && !(col && col.dtype === 'u3')) throw new IslandError(`column ${name} has no known type`);
  const padding = col.data ? /=*$/.exec(col.data)[0].length : 0;
  const length = col.at ? columnBytes(col, buffer).length : (col.data || '').length / 4 * 3 - padding;
  if (length !== count * (type ? type.BYTES_PER_ELEMENT : 3)) throw new IslandError(`column ${name} is cut short`);
}

/** The typed array of one column, if it is none already; `offset` is added once, here. */
export function column(col, count, name, buffer) {
  if (ArrayBuffer.isView(col)) return col;
  if (col && col.dtype === 'same') {
    return new (Number.isInteger(col.offset) ? Int32Array : Float32Array)(count).fill(col.offset);
  }
  if (col && col.dtype === 'index') return Int32Array.from({ length: count }, (_, i) => i + col.offset);
  const type = col && DTYPES[col.dtype];
  if (!type && !(col && col.dtype === 'u3')) throw new IslandError(`column ${name} has no known type`);
  const bytes = columnBytes(col, buffer);
  if (bytes.length !== count * (type ? type.BYTES_PER_ELEMENT : 3)) {
    throw new IslandError(`column ${name} is cut short`);
  }
  if (!type) return threeBytes(bytes, count, col.offset);
  const raw = new type(bytes.buffer, bytes.byteOffset, count);
  if (!col.offset) return raw;
  const wide = col.dtype[0] === 'f' ? new Float64Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++) wide[i] = raw[i] + col.offset;
  return wide;
}
