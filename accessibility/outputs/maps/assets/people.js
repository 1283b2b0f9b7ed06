/* The facility view: squares for people beyond the limit, dots for facilities. */

const FIELDS_M = [25, 50, 100, 200, 400, 800]; // sides of the fields that people are gathered in
const LEAST_FIELD = 9; // pixels
const SQUARE = { fillColor: INK, fillOpacity: 0.9, color: "#fff", weight: 0.6, opacity: 0.8 };

/** Draw anew for the item, the mode and the zoom. */
function paintPeople() {
  page.squares.clearLayers();
  page.dots.clearLayers();
  if (!isFacilityView()) return;
  const packed = (standard().outside[state.mode] || [])[state.item];
  if (packed) {
    const still = { renderer: page.panes.people, interactive: false, fillRule: "nonzero" };
    const { community } = page.model.cells;
    const judged = page.model.communities.map((c) => finding(c.row).value !== null);
    const rows = unrun(packed).filter((row) => judged[community[row]]);
    manyPaths(squares(rows), (paths) =>
      L.polygon(paths, { ...SQUARE, ...still, smoothFactor: 0 })
    ).addTo(page.squares);
  }
  const shown = facilitiesOf(page.model, theItem());
  const radius = shown.length > 400 ? 3 : shown.length > 100 ? 4 : 5;
  shown.forEach((facility) => drawDot(facility, radius));
}

/** Squares for the people in some cells; where cells are too dense to see, by fields of a grid. */
function squares(rows) {
  const { points, people, side } = page.model.cells;
  if (!points.length) return [];
  const pixel = metresAPixel(points[0][0], page.map.getZoom());
  const step = FIELDS_M.find((metres) => metres >= LEAST_FIELD * pixel) || FIELDS_M.at(-1);
  if (step <= side) {
    const full = fullOf(people);
    return rows.map((row) => square(points[row], sideOf(people[row], full, side, pixel)));
  }
  const full = fullOf([...gathered(people.keys(), step).values()].map((field) => field.people));
  return [...gathered(rows, step).values()].map((field) =>
    square(field.centre, sideOf(field.people, full, step, pixel))
  );
}

/** Cells of a grid of squares: their people and their centre. */
function gathered(rows, step) {
  const { points, people } = page.model.cells;
  const dy = step / 111320;
  const dx = step / (111320 * Math.cos((points[0][0] * Math.PI) / 180));
  const fields = new Map();
  for (const row of rows) {
    const down = Math.floor(points[row][0] / dy);
    const across = Math.floor(points[row][1] / dx);
    const key = `${down}/${across}`;
    const centre = [(down + 0.5) * dy, (across + 0.5) * dx];
    if (!fields.has(key)) fields.set(key, { centre, people: 0 });
    fields.get(key).people += people[row];
  }
  return fields;
}

/** The number of people that fills a square: the 98th percentile. */
function fullOf(people) {
  const sorted = [...people].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.98)] || 1;
}

/** Area as people, with a least size on screen [m]. */
function sideOf(people, full, most, pixel) {
  return Math.max(2.2 * pixel, 0.92 * most * Math.min(1, Math.sqrt(people / full)));
}

function square([lat, lon], side) {
  const dy = side / 2 / 111320;
  const dx = side / 2 / (111320 * Math.cos((lat * Math.PI) / 180));
  return [
    [lat - dy, lon - dx], [lat - dy, lon + dx], [lat + dy, lon + dx], [lat + dy, lon - dx],
  ];
}

/** Ground metres of one pixel, Mercator stretch taken out. */
function metresAPixel(lat, zoom) {
  return (40075016.7 * Math.cos((lat * Math.PI) / 180)) / 256 / 2 ** zoom;
}

/** A filled dot for a sure facility, a ring for a possible one. */
function drawDot(facility, radius) {
  const sure = { radius, color: "#fff", weight: 1.8, fillColor: "#5B2A86", fillOpacity: 1 };
  const possible = { radius: radius - 1, color: "#5B2A86", weight: 1.8, fillColor: "#fff", fillOpacity: 1 };
  const tip = (event) => showTip(event.containerPoint, facilityTip(facility));
  L.circleMarker(facility.point, {
    ...(facility.sure ? sure : possible), renderer: page.panes.top, bubblingMouseEvents: false,
  })
    .on("mouseover click", tip)
    .on("mouseout", hideTip)
    .addTo(page.dots);
}

function facilityTip(facility) {
  const name = facility.name || named(theItem());
  return [el("b", {}, name), facility.sure ? null : ` ${say("possible")}`].filter(Boolean);
}

/** A ring round a facility found by search, until the view changes. */
function pointOut(facility) {
  L.circleMarker(facility.point, {
    renderer: page.panes.top, interactive: false, radius: 11, fill: false, color: INK, weight: 2.5,
  }).addTo(page.dots);
}
