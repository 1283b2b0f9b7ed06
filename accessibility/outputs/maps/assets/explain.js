/* The map of one explanation: homes, facilities, and the way between them. */

const SERVED_COLOUR = { sure: "#14616A", possible: "#C58A1B", no: "#A3320B", unknown: "#6B7580" };
const WAY_COLOUR = { median: "#1E2730", far: "#A3320B" };
const FACILITY_COLOUR = "#5B2A86";

/** Draw the page once. */
function drawExplanation(map, data) {
  WORDS = data.words;
  LANG = data.lang;
  const panes = makePanes(map);
  const streets = data.base ? drawBase(map, data.base, panes) : null;
  drawOutline(map, data, panes);
  drawWays(map, data, panes);
  drawHomes(map, data, panes);
  drawFacilities(map, data, panes);
  makePanels(data);
  limitPanning(map, data.limit);
  fitExplanation(map, data);
  const redraw = () => {
    if (streets) weighStreets(streets, map.getZoom(), "#CDCDC7");
    drawScale(map);
  };
  map.on("zoomend moveend resize", redraw);
  redraw();
  map.getContainer().setAttribute("aria-label", data.title);
  document.body.classList.add("ready");
}

function drawBase(map, base, panes) {
  const shapes = Object.entries(base).map(([kind, shape]) => [kind, unpackPaths(shape)]);
  return drawGround(map, Object.fromEntries(shapes), panes).streets;
}

function drawOutline(map, data, panes) {
  const line = { color: INK, weight: 1.8, opacity: 0.75, dashArray: "7 4", fill: false };
  L.polygon(unpackPaths(data.outline), { ...line, renderer: panes.areas, interactive: false }).addTo(map);
}

/** Homes as dots that grow with their people. */
function drawHomes(map, data, panes) {
  const people = unpack(data.cells.people).map((tenths) => tenths / 10);
  const served = unpack(data.cells.served).map((row) => data.cells.classes[row]);
  const most = Math.max(1, ...people);
  unpackPoints(data.cells.xy).forEach((point, i) => {
    const told = data.labels[served[i]];
    const text = data.cells.counts
      ? filled(data.labels.home, { people: whole(people[i]), served: told })
      : filled(data.labels.home_weight, { served: told });
    dot(map, panes.top, point, text, {
      radius: 2.5 + 4 * Math.sqrt(people[i] / most), weight: 0.8, color: "#fff",
      fillColor: SERVED_COLOUR[served[i]], fillOpacity: 0.9,
    });
  });
}

function drawFacilities(map, data, panes) {
  const sure = unpack(data.facilities.sure);
  const concerned = unpack(data.facilities.concerned);
  const area = { color: FACILITY_COLOUR, weight: 1, fillColor: FACILITY_COLOUR, fillOpacity: 0.14 };
  L.polygon(unpackPaths(data.facilities.shape), { ...area, fillRule: "nonzero",
    renderer: panes.areas, interactive: false }).addTo(map);
  unpackPoints(data.facilities.xy).forEach((point, i) => {
    const style = concerned[i] ? { color: "#fff", fillColor: INK } : sure[i] ? { color: "#fff", fillColor: FACILITY_COLOUR }
      : { color: FACILITY_COLOUR, fillColor: "#fff" };
    const size = concerned[i] ? { radius: 9, weight: 2.4 } : { radius: 5.5, weight: 1.8 };
    dot(map, panes.top, point, data.facilities.name[i], { ...style, ...size, fillOpacity: 1 });
  });
}

function drawWays(map, data, panes) {
  for (const way of data.trips) {
    const path = unpackPaths(way.path);
    const line = { renderer: panes.people, interactive: false, lineJoin: "round", lineCap: "round" };
    L.polyline(path, { ...line, color: "#fff", weight: 7, opacity: 0.9 }).addTo(map);
    L.polyline(path, { ...line, color: WAY_COLOUR[way.what], weight: 3.4,
      dashArray: way.what === "far" ? "7 6" : null }).addTo(map);
  }
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function dot(map, renderer, point, text, style) {
  const tip = () => byId("tip");
  L.circleMarker(point, { ...style, renderer })
    .on("mouseover click", (event) => {
      const { x, y } = event.containerPoint;
      tip().textContent = text;
      tip().hidden = false;
      Object.assign(tip().style, { left: `${x + 14}px`, top: `${y + 14}px` });
    })
    .on("mouseout", () => (tip().hidden = true))
    .addTo(map);
}

function makePanels(data) {
  document.body.classList.add("explain");
  document.body.append(
    el("section.panel", { id: "head" },
      el("div.eyebrow", {}, `${data.eyebrow} · ${data.place}`),
      el("h1", {}, data.item),
      data.lines.map((line) => el("div.standard", {}, line)),
      el("div.verdict", {}, sign(data.verdict), data.verdict_words),
      el("p.reason", {}, data.reason)),
    el("div", { id: "foot" },
      el("div.panel", { id: "legend" }, legendOf(data)),
      el("div", { id: "frame" }, el("div", { id: "scale" }),
        el("div", { id: "source" }, sourceLine(data)))),
    el("div", { id: "tip", hidden: true, role: "status" })
  );
}

/** Only what is on the map. */
function legendOf(data) {
  const classes = new Set(unpack(data.cells.served).map((row) => data.cells.classes[row]));
  const sure = unpack(data.facilities.sure);
  const homes = data.cells.classes.filter((name) => classes.has(name)).map((name) =>
    el("div", {}, el("i", { style: { background: SERVED_COLOUR[name] } }), data.labels[name]));
  const key = (shape, name) => el("div", {}, sign(shape), data.labels[name]);
  const ways = data.trips.map((way) =>
    el("div", {}, el("i.line" + (way.what === "far" ? ".dashed" : ""),
      { style: { borderColor: WAY_COLOUR[way.what] } }),
      filled(data.labels[way.what], { way: way.told })));
  const concerned = unpack(data.facilities.concerned).indexOf(1);
  return [
    el("div", {}, el("h3", {}, data.labels.cells), el("div.keys", {}, homes)),
    el("div.keys", {},
      concerned < 0 ? null : el("div", {}, sign("origin"),
        filled(data.labels.concerned, { name: data.facilities.name[concerned] })),
      sure.some((one) => one) ? key("dot", "sure_one") : null,
      sure.some((one) => !one) ? key("ring", "possible_one") : null,
      ways),
  ];
}

function fitExplanation(map, data) {
  const [west, south, east, north] = data.box;
  const phone = window.matchMedia("(max-width: 700px)").matches;
  map.fitBounds([[south, west], [north, east]], {
    paddingTopLeft: phone ? [10, 230] : [390, 30],
    paddingBottomRight: phone ? [10, 190] : [30, 110],
    animate: false,
  });
}
