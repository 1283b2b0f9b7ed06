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
  const shown = L.layerGroup().addTo(map);
  drawOrigins(map, data, panes);
  makeReachPanels(data);
  const choose = (row) => {
    shown.clearLayers();
    drawTraveller(data, data.travellers[row], shown, panes);
    fillReachPanels(data, row, choose);
  };
  choose(0);
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

/** The rings of one traveller, and the streets reached; fine lines where places are many. */
function drawTraveller(data, who, layer, panes) {
  const many = data.names.length > 5;
  const pen = { fine: many, borders: data.areas === "divided" };
  who.rings.forEach((ring, i) => drawRing(layer, ring, shade(i, who.rings.length), pen, panes));
  const width = many ? { weight: 0.8, opacity: 0.4 } : { weight: 1.1, opacity: 0.65 };
  const reached = { color: "#3A2A78", interactive: false, ...width };
  manyPaths(unpackPaths(who.streets), (paths) =>
    L.polyline(paths, { ...reached, renderer: panes.people })
  ).addTo(layer);
}

function drawRing(map, ring, tone, pen, panes) {
  const line = pen.borders ? { color: INK, weight: 1.6 }
    : pen.fine ? { color: RING_LINE[tone], weight: 0.7 }
    : { color: RING_LINE[tone], weight: tone === 0 ? 1.6 : 1.2, dashArray: tone === 2 ? "5 4" : null };
  L.polygon(unpackPaths(ring.shape), {
    renderer: panes.areas, interactive: false, fillRule: "nonzero", smoothFactor: 1, ...line,
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

function makeReachPanels(data) {
  document.body.classList.add("reach");
  document.title = say("reach_title");
  document.body.append(
    el("section.panel", { id: "head" }),
    el("div", { id: "foot" },
      el("div.panel", { id: "legend" }),
      el("div", { id: "frame" }, el("div", { id: "scale" }), el("div", { id: "source" },
        sourceLine(data)))),
    el("div", { id: "tip", hidden: true, role: "status" })
  );
}

/** Headline and legend of the traveller shown. */
function fillReachPanels(data, row, choose) {
  const who = data.travellers[row];
  const limits = [...who.rings].reverse().map(limitWords).join(say("comma"));
  const n = String(data.names.length);
  const [of, at] = data.towards ? ["reach_towards", "reach_ends"] : ["reach_of", "reach_starts"];
  const from = data.facilities ? of : at;
  swap("head",
    el("div.eyebrow", {}, say("reach_eyebrow")),
    el("h1", {}, reachTitle(who)),
    el("div.standard", {}, limits),
    el("div.standard", {}, say(from, { n, what: named(data.facilities || {}) })),
    data.date ? el("div.standard", {}, say("data_date", { date: dated(data.date) })) : null,
    ...reachNotes(data, who).map((note) => el("div.standard", {}, note)),
    data.travellers.length > 1 ? el("div", { id: "who" }, whoButtons(data, row, choose)) : null);
  swap("legend", reachLegend(data, who));
}

const known = (who, key) => WORDS[LANG][`${key}_${who.name}`];
const whoName = (who) => known(who, "who") || (LANG === "zh" ? who.name_zh : who.name);
const reachTitle = (who) => known(who, "reach_by") || say("reach_by", { who: whoName(who) });

/** What the figures rest on: speed, slope, waiting, what is not known. */
function reachNotes(data, who) {
  const percent = (share) => String(Math.round(share * 100));
  const notes = [];
  const metres = who.rings.every((ring) => ring.unit === "m");
  if (!metres) notes.push(say("reach_speed", { n: String(Number(who.kmh.toFixed(2))) }));
  if (metres) notes.push(say("reach_slope_metres"));
  else notes.push(data.elevation ? say("reach_slope", { file: data.elevation }) : say("reach_flat"));
  if (data.elevation && !metres && data.unknown_slope > 0.005)
    notes.push(say("reach_slope_unknown", { n: percent(data.unknown_slope) }));
  if (data.possible) notes.push(say("reach_possible"));
  if (data.at_edge) notes.push(say("reach_edge"));
  if (data.waiting && !metres) notes.push(say("reach_waiting"));
  if (who.unknown !== null) notes.push(say("reach_unknown", { n: percent(who.unknown) }));
  return notes;
}

function whoButtons(data, row, choose) {
  return data.travellers.map((who, i) =>
    el("button", { type: "button", "aria-pressed": String(i === row), onclick: () => choose(i) },
      whoName(who)));
}

const limitWords = (ring) => say(`reach_${ring.unit}`, { n: String(ring.limit) });

/** Rings as they are seen: each lies on the ones around it. */
function reachLegend(data, who) {
  let seen = LAND;
  const swatches = who.rings.map((ring, i) => {
    const tone = shade(i, who.rings.length);
    seen = blend(seen, RING_FILL[tone], RING_OPACITY[tone]);
    const style = { background: seen, boxShadow: `inset 0 0 0 1px ${RING_LINE[tone]}` };
    return el("div", {}, el("i", { style }), el("b", {}, limitWords(ring)));
  });
  return [
    el("div", {}, el("h3", {}, say("reach_legend")), el("div.classes", {}, swatches.reverse())),
    el("div.keys", {},
      el("div", {}, sign("origin"), say(data.facilities ? "reach_door" : "reach_origin")),
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
