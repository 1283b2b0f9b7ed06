/* The facility view: squares for people beyond the limit, dots for facilities. */

const SQUARE = { fillColor: INK, fillOpacity: 0.9, color: "#fff", weight: 0.6, opacity: 0.8 };

/** Draw anew for the item, the mode and the zoom; sides have a least size on screen. */
function paintPeople() {
  page.squares.clearLayers();
  page.dots.clearLayers();
  if (!isFacilityView()) return;
  const packed = (standard().outside[state.mode] || [])[state.item];
  if (packed) {
    const still = { renderer: page.panes.people, interactive: false, fillRule: "nonzero" };
    manyPaths(unrun(packed).map(squareAround()), (paths) =>
      L.polygon(paths, { ...SQUARE, ...still, smoothFactor: 0 })
    ).addTo(page.squares);
  }
  const shown = facilitiesOf(page.model, theItem());
  const radius = shown.length > 400 ? 3 : shown.length > 100 ? 4 : 5;
  shown.forEach((facility) => drawDot(facility, radius));
}

/** A function from a cell to its square: area as its people, full for the 98th percentile. */
function squareAround() {
  const { points, people, side } = page.model.cells;
  const sorted = [...people].sort((a, b) => a - b);
  const full = sorted[Math.floor(sorted.length * 0.98)] || 1;
  const pixel = metresAPixel(points[0][0], page.map.getZoom());
  return (cell) => {
    const share = Math.min(1, Math.sqrt(people[cell] / full));
    const half = Math.max(2.2 * pixel, 0.92 * side * share) / 2;
    const [lat, lon] = points[cell];
    const dy = half / 111320;
    const dx = half / (111320 * Math.cos((lat * Math.PI) / 180));
    return [
      [lat - dy, lon - dx], [lat - dy, lon + dx], [lat + dy, lon + dx], [lat + dy, lon - dx],
    ];
  };
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
