/* The map of what is reached from some places. */

const RING_LINE = ["#3A2A78", "#54439B", "#7D70B8"]; // nearest ring first
const RING_FILL = ["#3A2A78", "#7564B8", "#B9AFDD"];
const RING_OPACITY = [0.42, 0.38, 0.34];
const LAND = "#F3F2EE";
const GROUND_STREET = "#CDCDC7"; // without built-up land below them white streets would be lost

/** Draw the page once. */
function drawReach(map, data) {
  WORDS = data.words;
  LANG = data.lang;
  const panes = makePanes(map);
  const base = Object.fromEntries(
    Object.entries(data.base).map(([kind, shape]) => [kind, unpackPaths(shape)])
  );
  const { streets } = drawGround(map, base, panes);
  data.rings.forEach((ring, i) => drawRing(map, ring, shade(i, data.rings.length), panes));
  const reached = { color: "#3A2A78", weight: 1.1, opacity: 0.65, interactive: false };
  manyPaths(unpackPaths(data.streets), (paths) =>
    L.polyline(paths, { ...reached, renderer: panes.people })
  ).addTo(map);
  drawOrigins(map, data, panes);
  drawReachPanels(data);
  limitPanning(map, data.limit);
  fitReach(map, data);
  const redraw = () => {
    weighStreets(streets, map.getZoom(), GROUND_STREET);
    drawScale(map);
  };
  map.on("zoomend moveend resize", redraw);
  redraw();
  map.getContainer().setAttribute("aria-label", say("map"));
  document.body.classList.add("ready");
}

/** Place of a ring among the colours: 0 is the nearest, 2 the farthest. */
function shade(row, count) {
  if (count === 1) return 1;
  return 2 - Math.round((row * 2) / (count - 1));
}

function drawRing(map, ring, tone, panes) {
  L.polygon(unpackPaths(ring.shape), {
    renderer: panes.areas, interactive: false, fillRule: "nonzero", smoothFactor: 1,
    color: RING_LINE[tone], weight: tone === 0 ? 1.6 : 1.2, dashArray: tone === 2 ? "5 4" : null,
    fillColor: RING_FILL[tone], fillOpacity: RING_OPACITY[tone],
  }).addTo(map);
}

function drawOrigins(map, data, panes) {
  unpackPoints(data.origins).forEach((point, i) => {
    const dot = { radius: 5, color: "#fff", weight: 1.8, fillColor: INK, fillOpacity: 1 };
    L.circleMarker(point, { ...dot, renderer: panes.top })
      .on("mouseover click", (event) => showName(map, event.containerPoint, data.names[i]))
      .on("mouseout", () => (byId("tip").hidden = true))
      .addTo(map);
  });
}

function showName(map, point, name) {
  const tip = byId("tip");
  tip.textContent = name;
  tip.hidden = false;
  Object.assign(tip.style, { left: `${point.x + 14}px`, top: `${point.y + 14}px` });
}

function drawReachPanels(data) {
  document.body.classList.add("reach");
  const limits = [...data.rings].reverse().map(limitWords).join(say("comma"));
  const by = `reach_by_${data.profile}`;
  document.title = say("reach_title");
  document.body.append(
    el("section.panel", { id: "head" },
      el("div.eyebrow", {}, say("reach_eyebrow")),
      el("h1", {}, say(WORDS[LANG][by] ? by : "reach_title")),
      el("div.standard", {}, limits),
      el("div.standard", {}, say("reach_starts", { n: String(data.names.length) })),
      data.date ? el("div.standard", {}, say("data_date", { date: dated(data.date) })) : null),
    el("div", { id: "foot" },
      el("div.panel", { id: "legend" }, reachLegend(data)),
      el("div", { id: "frame" }, el("div", { id: "scale" }), el("div", { id: "source" },
        sourceLine(data)))),
    el("div", { id: "tip", hidden: true, role: "status" })
  );
}

const limitWords = (ring) => say(`reach_${ring.unit}`, { n: String(ring.limit) });

/** Rings as they are seen: each lies on the ones around it. */
function reachLegend(data) {
  let seen = LAND;
  const swatches = data.rings.map((ring, i) => {
    const tone = shade(i, data.rings.length);
    seen = blend(seen, RING_FILL[tone], RING_OPACITY[tone]);
    const style = { background: seen, boxShadow: `inset 0 0 0 1px ${RING_LINE[tone]}` };
    return el("div", {}, el("i", { style }), el("b", {}, limitWords(ring)));
  });
  return [
    el("div", {}, el("h3", {}, say("reach_legend")), el("div.classes", {}, swatches.reverse())),
    el("div.keys", {},
      el("div", {}, sign("origin"), say("reach_origin")),
      el("div", {}, sign("reached"), say("reach_streets"))),
  ];
}

/** A colour laid over another. */
function blend(below, above, opacity) {
  const channel = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) =>
    Math.round(channel(above, i) * opacity + channel(below, i) * (1 - opacity))
  );
  return "#" + mixed.map((value) => value.toString(16).padStart(2, "0")).join("");
}

function fitReach(map, data) {
  const [west, south, east, north] = data.box;
  const phone = window.matchMedia("(max-width: 700px)").matches;
  map.fitBounds([[south, west], [north, east]], {
    paddingTopLeft: phone ? [10, 130] : [380, 30],
    paddingBottomRight: phone ? [10, 160] : [30, 100],
    animate: false,
  });
}
