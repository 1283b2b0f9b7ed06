/* Printing: the sheet is laid out before the browser prints it. */

const RATIOS = [1000, 2000, 2500, 4000, 5000, 7500, 10000, 12500, 15000, 20000, 25000, 30000,
  40000, 50000, 75000, 100000, 200000];

/** The button: lay out first, print two frames later. */
function printPage() {
  layOut();
  requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
}

/** Lay the sheet out: headline left, the whole district at a round ratio, legend below. */
function layOut() {
  if (page.printing) return;
  page.printing = true;
  page.before = { centre: page.map.getCenter(), zoom: page.map.getZoom(), row: state.community };
  state.community = null;
  drawCard();
  document.body.classList.add("printing");
  page.map.options.minZoom = 0;
  page.map.options.zoomSnap = 0;
  page.sharp = L.Browser.retina;
  L.Browser.retina = true;
  page.map.invalidateSize({ animate: false });
  page.map.fitBounds(page.model.box, { animate: false, padding: [14, 14] });
  byId("ratio").textContent = `1 : ${roundRatio().toLocaleString("en-US").replaceAll(",", " ")}`;
  redrawMap();
  canvasesToPictures();
}

/** Zoom out to the next round ratio and return it; a CSS pixel is 1/96 inch on paper. */
function roundRatio() {
  const { map } = page;
  const now = (metresAPixel(map.getCenter().lat, map.getZoom()) * 96) / 0.0254;
  const ratio = RATIOS.find((value) => value >= now) || Math.round(now);
  map.setZoom(map.getZoom() - Math.log2(ratio / now), { animate: false });
  return ratio;
}

/** Canvases drawn inside `beforeprint` print blank in Chromium; pictures of them do not. */
function canvasesToPictures() {
  Object.values(page.panes).forEach((renderer) => {
    const canvas = renderer._container;
    if (!canvas) return;
    renderer._update();
    renderer._redrawBounds = null;
    renderer._redraw();
    const picture = el("img.printed", { src: canvas.toDataURL(), alt: "" });
    picture.style.cssText = `${canvas.style.cssText};position:absolute;left:0;top:0`;
    canvas.parentNode.append(picture);
    canvas.style.display = "none";
  });
}

function layBack() {
  if (!page.printing) return;
  document.querySelectorAll(".printed").forEach((picture) => picture.remove());
  Object.values(page.panes).forEach((renderer) => {
    if (renderer._container) renderer._container.style.display = "";
  });
  document.body.classList.remove("printing");
  L.Browser.retina = page.sharp;
  page.map.options.zoomSnap = 0.25;
  page.map.invalidateSize({ animate: false });
  limitPanning(page.map, page.data.limit);
  page.map.setView(page.before.centre, page.before.zoom, { animate: false });
  state.community = page.before.row;
  page.printing = false;
  refresh();
}

window.addEventListener("beforeprint", layOut);
window.addEventListener("afterprint", layBack);
