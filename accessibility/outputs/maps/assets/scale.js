/* Scale bar, north and source line. */

const ROUND_M = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];

/** A bar of 60-130 px, true on the ground at the middle of the view. */
function drawScale(map) {
  const middle = map.getSize().y / 2;
  const most = map.distance(
    map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([130, middle])
  );
  const length = ROUND_M.filter((metres) => metres <= most).pop() || ROUND_M[0];
  const width = (length / most) * 130;
  const inKm = length >= 2000;
  const mark = (share, text) => el("span", { style: { left: `${share * 100}%` } }, text);
  const half = inKm ? length / 2000 : length / 2;
  const end = inKm ? `${length / 1000} ${say("km")}` : `${length} ${say("metre_unit")}`;
  const marks = [mark(0, "0"), width > 84 ? mark(0.5, String(half)) : null, mark(1, end)];
  swap("scale", el("div.bar", { style: { width: `${width}px` } }, el("i"), marks), sign("north"));
}

/** Where the data is from, in which reference system, of what day. */
function sourceLine(data) {
  const source = data.attribution.length ? data.attribution.join("; ") : say("own_data");
  return [source, data.crs].filter(Boolean).join(" · ");
}
