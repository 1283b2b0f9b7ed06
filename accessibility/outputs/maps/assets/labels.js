/* Names and values on the map: as many as fit, none over another or over a panel. */

const MOST_LABELS = 60;
const MOST_WIDTH = 190; // pixels; a longer name stands in the card and the tip
const pen = document.createElement("canvas").getContext("2d");

/** Place labels: the open community first, then by people. */
function placeLabels() {
  page.labels.clearLayers();
  const taken = panelBoxes();
  const order = [...page.model.communities].sort(
    (a, b) => (b.row === state.community) - (a.row === state.community)
      || b.people - a.people || a.row - b.row
  );
  let placed = 0;
  for (const community of order) {
    if (placed >= MOST_LABELS) break;
    const at = page.map.latLngToContainerPoint(community.anchor);
    const text = finding(community.row).text;
    const form = fitting([named(community), text], at, taken);
    if (form) {
      addLabel(community, form);
      placed += 1;
    }
  }
}

/** Name and value, or the value alone, whichever is free of other boxes; else null. */
function fitting([name, value], at, taken) {
  const font = getComputedStyle(document.body).fontFamily;
  const width = (text, weight, size) => {
    pen.font = `${weight} ${size}px ${font}`;
    return pen.measureText(text).width;
  };
  const forms = [
    { lines: [name, value], w: Math.max(width(name, 600, 13), width(value, 500, 12)), h: 32 },
    { lines: [null, value], w: width(value, 500, 12), h: 16 },
  ];
  const room = page.map.getSize();
  if (forms[0].w > MOST_WIDTH) forms.shift();
  for (const { lines, w, h } of forms) {
    const box = [at.x - w / 2 - 3, at.y - h / 2, at.x + w / 2 + 3, at.y + h / 2];
    const inside = box[0] >= 0 && box[1] >= 0 && box[2] <= room.x && box[3] <= room.y;
    if (inside && !taken.some((other) => overlap(box, other))) {
      taken.push(box);
      return lines;
    }
  }
  return null;
}

const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

function addLabel({ anchor, row }, [name, value]) {
  const { items_assessed: judged, items_required: all } = standard().scores;
  const few = !isFacilityView() && fewJudged(judged[row], all[row]);
  const figure = el(few ? "span.value.few" : "span.value", {}, value);
  const html = el("div.label", {}, name ? el("span", {}, name) : null, figure);
  const icon = L.divIcon({ className: "", iconSize: [0, 0], html });
  L.marker(anchor, { interactive: false, keyboard: false, icon }).addTo(page.labels);
}

/** Boxes of all panels that show, in the map's pixels. */
function panelBoxes() {
  const origin = page.map.getContainer().getBoundingClientRect();
  return [...document.querySelectorAll(".panel")]
    .map((panel) => panel.getBoundingClientRect())
    .filter((box) => box.width > 0 && box.height > 0)
    .map((box) => [box.left, box.top, box.right, box.bottom])
    .map((box) => box.map((edge, i) => edge - (i % 2 ? origin.top : origin.left)));
}
