/* Communities: fill by what the view says, outline, pointer, and the short tip. */

/** Fill below the texture, boundary above it, and the area that takes the pointer on top. */
function drawAreas() {
  const { map, model, panes } = page;
  const still = { interactive: false, stroke: false, fillOpacity: 1, fillRule: "nonzero" };
  page.unknown = hatch("#F1F1EF", "#9BA2A8", 7, 1.3);
  page.fills = model.communities.map((c) =>
    L.polygon(c.paths, { ...still, renderer: panes.areas }).addTo(map)
  );
}

function drawBoundaries() {
  const { map, model, panes } = page;
  const line = { interactive: false, fill: false, color: "#3B454E", opacity: 0.75 };
  page.boundaries = model.communities.map((c) =>
    L.polygon(c.paths, { ...line, renderer: panes.texture }).addTo(map)
  );
  const clear = { stroke: false, fillOpacity: 0, fillColor: "#000", fillRule: "nonzero" };
  model.communities.forEach((c) => {
    L.polygon(c.paths, { ...clear, renderer: panes.top, bubblingMouseEvents: false })
      .on("click", () => openCard(c.row))
      .on("mouseover mousemove", (event) => hover(c.row, event))
      .on("mouseout", () => hover(null))
      .addTo(map);
  });
  page.outlines = L.layerGroup().addTo(map);
}

function paintAreas() {
  const colours = isFacilityView() ? TINT : FILL;
  page.fills.forEach((fill, row) => {
    const grade = finding(row).grade;
    fill.setStyle({ fillColor: grade ? colours[grade] : page.unknown });
  });
}

function weighBoundaries(zoom) {
  const weight = Math.min(2, 0.9 * 1.2 ** (zoom - 13));
  page.boundaries.forEach((line) => line.setStyle({ weight }));
}

/** 2 px ink round the community under the pointer; 3 px on white round the open one. */
function outline() {
  page.outlines.clearLayers();
  const draw = (row, color, weight) =>
    L.polygon(page.model.communities[row].paths, {
      renderer: page.panes.top, interactive: false, fill: false, color, weight,
    }).addTo(page.outlines);
  if (page.hovered !== null && page.hovered !== state.community) draw(page.hovered, "#12181E", 2);
  if (state.community !== null) {
    draw(state.community, "#fff", 6);
    draw(state.community, "#12181E", 3);
  }
}

function hover(row, event = null) {
  const changed = row !== page.hovered;
  page.hovered = row;
  if (changed) outline();
  if (row === null || !perceivable("(hover: hover)")) hideTip();
  else showTip(event.containerPoint, areaTip(row));
}

function areaTip(row) {
  const community = page.model.communities[row];
  const found = finding(row);
  const value = found.value === null ? say("cannot_tell") : found.text;
  return [
    el("b", {}, named(community)), ` ${value}`, el("br"),
    el("span.quiet", {}, peopleWords(community.people)),
  ];
}

function showTip(point, content) {
  const tip = byId("tip");
  tip.replaceChildren(...content);
  tip.hidden = false;
  const room = page.map.getSize();
  const left = Math.min(point.x + 14, room.x - tip.offsetWidth - 8);
  const below = point.y + 16 + tip.offsetHeight < room.y;
  Object.assign(tip.style, {
    left: `${left}px`,
    top: `${below ? point.y + 14 : point.y - tip.offsetHeight - 10}px`,
  });
}

const hideTip = () => {
  byId("tip").hidden = true;
};
