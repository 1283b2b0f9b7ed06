/* The ground: panes in order, land and water, streets by class, line weights by zoom. */

/** A canvas of its own; only the top pane may take the pointer, or it hides the others. */
function paneCanvas(map, name, order, takesPointer = false) {
  const pane = map.createPane(name);
  pane.style.zIndex = order;
  if (!takesPointer) pane.style.pointerEvents = "none";
  return L.canvas({ pane: name, padding: 0.3 });
}

/** Bottom to top: ground, areas, texture, people, and what is clicked. */
function makePanes(map) {
  return {
    ground: paneCanvas(map, "ground", 210),
    areas: paneCanvas(map, "areas", 220),
    texture: paneCanvas(map, "texture", 230),
    people: paneCanvas(map, "people", 240),
    top: paneCanvas(map, "top", 260, true),
  };
}

const STREET_STYLE = {
  path: { color: "#fff", opacity: 0.6, base: 0.7, cap: 1 },
  minor: { color: "#fff", opacity: 0.8, base: 0.85, cap: 1.7 },
  rail: { color: "#8C9298", opacity: 0.8, base: 0.9, cap: 1.3 },
  main: { color: "#fff", opacity: 0.95, base: 1.6, cap: 2.5 },
  major: { color: "#fff", opacity: 1, base: 2.4, cap: 3.2 },
};

const PATHS_A_LAYER = 150; // a canvas fills one path of ten thousand rings in seconds, not frames

/** Layers of a few paths each: few enough objects, and few enough corners in each. */
function manyPaths(paths, makeLayer) {
  const group = L.featureGroup();
  for (let i = 0; i < paths.length; i += PATHS_A_LAYER) {
    makeLayer(paths.slice(i, i + PATHS_A_LAYER)).addTo(group);
  }
  return group;
}

/** Green and buildings as ground and, above the coloured areas, as transparent ink. */
function drawGround(map, base, panes) {
  const plain = { interactive: false, stroke: false, fillOpacity: 1, fillRule: "nonzero" };
  const area = (kind, renderer, style) =>
    manyPaths(base[kind], (paths) => L.polygon(paths, { ...plain, renderer, ...style })).addTo(map);
  const shore = { stroke: true, color: "#A9C0CE", weight: 0.8 };
  area("green", panes.ground, { fillColor: "#DCE5D0" });
  area("built", panes.ground, { fillColor: "#E5E3DC" });
  area("sea", panes.texture, { fillColor: "#CFDDE6", ...shore });
  const ink = {
    green: area("green", panes.texture, { fillColor: "#3E6B35", fillOpacity: 0.1 }),
    built: area("built", panes.texture, { fillColor: "#1E2730", fillOpacity: 0.075 }),
  };
  area("water", panes.texture, { fillColor: "#CFDDE6", ...shore });
  const streets = {};
  for (const [kind, style] of Object.entries(STREET_STYLE)) {
    const look = { color: style.color, opacity: style.opacity, lineCap: "round", lineJoin: "round" };
    const still = { interactive: false, renderer: panes.texture, smoothFactor: 1.2 };
    streets[kind] = manyPaths(base[kind], (paths) => L.polyline(paths, { ...look, ...still })).addTo(map);
  }
  return { ink, streets };
}

/** Line weights grow with the zoom up to a cap; paths show only close up. */
function weighStreets(streets, zoom, ink = "#fff") {
  const growth = 1.4 ** (zoom - 13.5);
  for (const [kind, style] of Object.entries(STREET_STYLE)) {
    streets[kind].setStyle({ weight: Math.min(style.cap, style.base * growth) });
    if (kind !== "rail") streets[kind].setStyle({ color: ink });
  }
  streets.path.setStyle({ opacity: zoom < 13.2 ? 0 : zoom < 14.5 ? 0.35 : 0.6 });
  streets.minor.setStyle({ opacity: zoom < 12.6 ? 0.45 : 0.8 });
}

/** Never so far out that the end of the drawn sea shows. */
function limitPanning(map, limit) {
  const bounds = L.latLngBounds([limit[1], limit[0]], [limit[3], limit[2]]);
  map.setMaxBounds(bounds);
  map.options.maxBoundsViscosity = 1;
  // Not setMinZoom: it would start a zoom of its own, whose end undoes the view set next.
  map.options.minZoom = Math.ceil(map.getBoundsZoom(bounds, true) * 4) / 4;
}
