/* Starts the audit's map and joins its parts. */

/** Draw everything once, then answer. */
function drawAudit(map, data) {
  WORDS = data.words;
  LANG = data.lang;
  const model = makeModel(data);
  Object.assign(page, { map, data, model, panes: makePanes(map), hovered: null, moved: false });
  makePanels();
  const place = readAddress();
  drawAreas();
  Object.assign(page, drawGround(map, model.base, page.panes));
  drawBoundaries();
  page.squares = L.layerGroup().addTo(map);
  page.dots = L.layerGroup().addTo(map);
  page.labels = L.layerGroup().addTo(map);
  limitPanning(map, data.limit);
  drawPanels();
  if (place) moveTo(place);
  else fit();
  listen();
  redrawMap();
  map.getContainer().setAttribute("aria-label", say("map"));
  document.body.classList.add("ready");
}

/** One element per panel, in the order of the tab key. */
function makePanels() {
  const panels = [
    el("section.panel", { id: "head" }),
    el("nav.panel", { id: "views" }),
    el("div.panel", { id: "picker", hidden: true }),
    el("div.panel", { id: "tools" }),
    el("div.panel", { id: "hits", hidden: true }),
    el("div.panel", { id: "zoom" }),
    el("aside.panel", { id: "card", hidden: true }),
    el("div", { id: "foot" },
      el("div.panel", { id: "legend" }),
      el("div", { id: "frame" }, el("div", { id: "ratio" }), el("div", { id: "scale" }),
        el("div", { id: "source" }))),
    el("div", { id: "tip", hidden: true, role: "status" }),
  ];
  document.body.append(...panels);
}

function drawPanels() {
  document.documentElement.lang = LANG === "zh" ? "zh-CN" : "en";
  document.title = `${named(page.data.title)} · ${say("eyebrow")}`;
  drawHeadline();
  drawBar();
  drawTools();
  drawZoom();
  drawLegend();
  drawCard();
  swap("source", sourceLine(page.data));
}

function drawZoom() {
  const button = (text, label, step) =>
    el("button", {
      type: "button", "aria-label": say(label), onclick: () => zoomBy(step),
    }, text);
  swap("zoom", button("+", "zoom_in", 0.5), button("−", "zoom_out", -0.5));
}

function zoomBy(step) {
  page.moved = true;
  page.map.setZoom(page.map.getZoom() + step);
}

/** All that depends on the view or the zoom. */
function redrawMap() {
  const zoom = page.map.getZoom();
  weighStreets(page.streets, zoom);
  weighBoundaries(zoom);
  paintAreas();
  paintPeople();
  outline();
  placeLabels();
  drawScale(page.map);
}

function refresh() {
  hideTip();
  drawPanels();
  redrawMap();
  writeAddress();
}

function showView(view) {
  state.view = view;
  refresh();
  byId("views").querySelector(`[data-view="${view}"]`).focus();
}

function showItem(row) {
  state.item = row;
  state.view = "fac";
  if (isPhone()) state.community = null;
  refresh();
}

function showMode(mode) {
  state.mode = mode;
  refresh();
  byId("picker").querySelector(`[data-mode="${mode}"]`).focus();
}

function showFacility(item, facility) {
  showItem(item.row);
  page.moved = true;
  page.map.panTo(facility.point, { animate: false });
  pointOut(facility);
}

function showLanguage(lang) {
  LANG = lang;
  refresh();
  byId("tools").querySelector(".language").focus();
}

function chooseStandard(row) {
  state.standard = row;
  state.item = Math.min(state.item, standard().items.length - 1);
  keepView();
  refresh();
}

/** Open a community's card; from a list the map comes to it, from a click it stays. */
function openCard(row, { pan = false } = {}) {
  page.returnTo = document.activeElement;
  state.community = row;
  refresh();
  if (isPhone()) fit();
  else if (pan || hiddenByPanels(row)) panClear(row);
  byId("card-name").focus({ preventScroll: true });
}

function closeCard() {
  if (state.community === null) return;
  state.community = null;
  refresh();
  if (isPhone()) fit();
  if (page.returnTo && page.returnTo.isConnected) page.returnTo.focus({ preventScroll: true });
}

/** The map's room between the panels, in its own pixels: padding on each side. */
function room(community) {
  const width = window.innerWidth;
  if (isPhone()) {
    const head = byId("head").offsetHeight;
    if (community !== null) return { first: [24, head + 14], last: [24, window.innerHeight * 0.6 + 14] };
    const foot = byId("legend").offsetHeight + 50;
    return { first: [8, head + (isFacilityView() ? 106 : 54)], last: [8, foot] };
  }
  const left = (width >= 1700 ? 380 : 344) + 34;
  const right = community === null ? 26 : 446;
  return { first: [left, 74], last: [right, community !== null && width <= 1400 ? 190 : 96] };
}

function fit() {
  const { first, last } = room(state.community);
  const options = { paddingTopLeft: first, paddingBottomRight: last, animate: false };
  if (isPhone() && state.community !== null) {
    const paths = page.model.communities[state.community].paths;
    page.map.fitBounds(L.latLngBounds(paths.flat()), { ...options, maxZoom: 15 });
  } else page.map.fitBounds(page.model.box, options);
}

function moveTo({ zoom, centre }) {
  page.moved = true;
  page.map.setView(centre, zoom, { animate: false });
}

/** Bring a community's label into the middle of the free part of the map. */
function panClear(row) {
  const { first, last } = room(row);
  const size = page.map.getSize();
  const middle = [(first[0] + size.x - last[0]) / 2, (first[1] + size.y - last[1]) / 2];
  const at = page.map.latLngToContainerPoint(page.model.communities[row].anchor);
  page.map.panBy(at.subtract(middle), { animate: false });
}

function hiddenByPanels(row) {
  const at = page.map.latLngToContainerPoint(page.model.communities[row].anchor);
  return panelBoxes().some((box) => overlap([at.x, at.y, at.x + 1, at.y + 1], box));
}

/** The map, the window and the keys. */
function listen() {
  const { map } = page;
  map.on("click", () => {
    hideHits();
    closeCard();
  });
  map.on("dragstart", () => (page.moved = true));
  map.getContainer().addEventListener("wheel", () => (page.moved = true), { passive: true });
  map.on("moveend zoomend", () => {
    redrawMap();
    if (page.moved) writeAddress();
  });
  map.on("resize", () => {
    if (page.printing) return;
    drawPanels();
    if (!page.moved) fit();
  });
  window.addEventListener("hashchange", () => {
    state.community = null;
    const place = readAddress();
    if (place) moveTo(place);
    refresh();
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest("#hits, #tools")) hideHits();
  });
}

function onKey(event) {
  const typing = event.target.closest("input, select");
  if (event.key === "Escape") {
    if (byId("hits").hidden) closeCard();
    else hideHits();
  }
  if (event.key === "/" && !typing) {
    event.preventDefault();
    byId("query").focus();
  }
}
