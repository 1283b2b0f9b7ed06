/* Packed columns back to numbers: see packing.py, which wrote them. */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const DIGIT = Object.fromEntries([...DIGITS].map((sign, value) => [sign, value]));
const UNIT = 1e-5;

/** Whole numbers from their text. */
function unpack(text) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const sign of text) {
    const digit = DIGIT[sign];
    value |= (digit & 31) << shift;
    if (digit & 32) {
      shift += 5;
    } else {
      numbers.push((value >>> 1) ^ -(value & 1));
      value = 0;
      shift = 0;
    }
  }
  return numbers;
}

/** Numbers from their packed differences. */
function unstep(text) {
  let sum = 0;
  return unpack(text).map((step) => (sum += step));
}

/** Rows that are on, from lengths of runs: off, on, off, ... */
function unrun(text) {
  const rows = [];
  let at = 0;
  unpack(text).forEach((length, i) => {
    if (i % 2) for (let row = at; row < at + length; row += 1) rows.push(row);
    at += length;
  });
  return rows;
}

/** Points as [latitude, longitude] from packed steps of longitude and latitude. */
function unpackPoints(text) {
  const steps = unpack(text);
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let i = 0; i < steps.length; i += 2) {
    lon += steps[i];
    lat += steps[i + 1];
    points.push([lat * UNIT, lon * UNIT]);
  }
  return points;
}

/** Paths as lists of points. */
function unpackPaths(shape) {
  const points = unpackPoints(shape.xy);
  let first = 0;
  return unpack(shape.n).map((count) => points.slice(first, (first += count)));
}

/** Paths grouped by the shape they belong to. */
function unpackShapes(shape, count) {
  const owner = unstep(shape.of);
  const shapes = Array.from({ length: count }, () => []);
  unpackPaths(shape).forEach((path, i) => shapes[owner[i]].push(path));
  return shapes;
}
