/* Colours and drawn signs: classes of score, verdicts, circles. */

const FILL = { A: "#2E7F86", B: "#8CC4BC", C: "#F2E6C4", D: "#E39A52", E: "#9E3A14" };
const TINT = { A: "#8DBABE", B: "#C3E0DC", C: "#F8F1DF", D: "#F2CBA2", E: "#CE9684" };
const THIN_C = "#CDB468"; // class C is too pale for a bar on white
const STRIP = [FILL.A, FILL.B, FILL.D, FILL.E];
const INK = "#1E2730";
const VERDICT_COLOUR = {
  met: "#14616A",
  partly: "#965800",
  by_bicycle: "#3B5BA9",
  not_met: "#A3320B",
  cannot_tell: "#6B7580",
};

const SVG = {
  met: `<svg width="18" height="18" viewBox="0 0 18 18"><circle cx="9" cy="9" r="8" fill="#14616A"/>
    <path d="M5 9.4l2.8 2.8L13.2 6.4" fill="none" stroke="#fff" stroke-width="2"/></svg>`,
  partly: `<svg width="18" height="18" viewBox="0 0 18 18"><circle cx="9" cy="9" r="7.2" fill="#fff"
    stroke="#965800" stroke-width="1.6"/><path d="M9 1.8a7.2 7.2 0 0 0 0 14.4z" fill="#965800"/></svg>`,
  not_met: `<svg width="18" height="18" viewBox="0 0 18 18"><rect x="1.5" y="1.5" width="15" height="15"
    rx="1.5" fill="#A3320B"/><path d="M5.3 5.3l7.4 7.4M12.7 5.3l-7.4 7.4" stroke="#fff" stroke-width="2"/></svg>`,
  cannot_tell: `<svg width="18" height="18" viewBox="0 0 18 18"><circle cx="9" cy="9" r="7.4" fill="#fff"
    stroke="#6B7580" stroke-width="1.4" stroke-dasharray="2.6 2"/><text x="9" y="13" text-anchor="middle"
    font-size="11.5" font-weight="700" fill="#4F5963">?</text></svg>`,
  by_bicycle: `<svg width="22" height="18" viewBox="0 0 22 18" fill="none" stroke="#3B5BA9"
    stroke-width="1.6"><circle cx="5" cy="12" r="4"/><circle cx="17" cy="12" r="4"/>
    <path d="M5 12l4-7h5l3 7M9 5l3 7h-7M14 5l-2 7M8 5H6.5M14 5l-.6-2h2.4"/></svg>`,
  search: `<svg width="15" height="15" viewBox="0 0 15 15" fill="none" stroke="#4F5963"
    stroke-width="1.7"><circle cx="6.2" cy="6.2" r="4.6"/><path d="M9.7 9.7l4 4"/></svg>`,
  close: `<svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="#4F5963"
    stroke-width="1.4"><path d="M1.5 1.5l13 13M14.5 1.5l-13 13"/></svg>`,
  north: `<svg width="12" height="25" viewBox="0 0 12 25"><path d="M6 0l5 14-5-3-5 3z" fill="#1E2730"/>
    <text x="6" y="24.5" text-anchor="middle" font-size="10" font-weight="700" fill="#1E2730">N</text></svg>`,
  hatch: `<svg width="22" height="14"><defs><pattern id="hx" width="4.2" height="4.2"
    patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4.2" height="4.2"
    fill="#F1F1EF"/><path d="M0 0V4.2" stroke="#8B9299" stroke-width="1.6"/></pattern></defs>
    <rect x=".5" y=".5" width="21" height="13" fill="url(#hx)" stroke="#9BA2A8"/></svg>`,
  line: `<svg width="22" height="10"><path d="M0 5H22" stroke="#3B454E" stroke-width="1.4"/></svg>`,
  dot: `<svg width="22" height="14"><circle cx="11" cy="7" r="5" fill="#5B2A86" stroke="#fff"
    stroke-width="1.6"/></svg>`,
  ring: `<svg width="22" height="14"><circle cx="11" cy="7" r="4" fill="#fff" stroke="#5B2A86"
    stroke-width="1.8"/></svg>`,
  origin: `<svg width="22" height="14"><circle cx="11" cy="7" r="5" fill="#1E2730" stroke="#fff"
    stroke-width="1.6"/></svg>`,
  reached: `<svg width="22" height="10"><path d="M0 5H22" stroke="#3A2A78" stroke-width="1.6"/></svg>`,
  squares: `<svg width="22" height="14"><rect x="2" y="3" width="5" height="5" fill="#1E2730"/>
    <rect x="10" y="1" width="10" height="10" fill="#1E2730"/></svg>`,
};

/** One of our own drawings; never made from data. */
function sign(name, label = null) {
  const holder = document.createElement("template");
  holder.innerHTML = SVG[name];
  const svg = holder.content.firstChild;
  if (label === null) svg.setAttribute("aria-hidden", "true");
  else {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  }
  return svg;
}

/** Three concentric rings, one level's own in ink. */
function levelSign(level) {
  const rings = { 15: 9.4, 10: 5.9, 5: 2.5 };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 22 22");
  svg.setAttribute("class", "level-sign");
  svg.setAttribute("aria-hidden", "true");
  for (const [key, radius] of Object.entries(rings)) {
    const own = key === String(level);
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    const draw = { cx: 11, cy: 11, r: radius, stroke: own ? INK : "#C3C8CB" };
    draw["stroke-width"] = own ? 2.4 : 1.2;
    draw.fill = own && key === "5" ? INK : "none";
    for (const [name, value] of Object.entries(draw)) circle.setAttribute(name, value);
    svg.append(circle);
  }
  return svg;
}

/** The hatch of "cannot tell", for canvas. */
function hatch(ground, lines, step, width) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = step * 2;
  const pen = tile.getContext("2d");
  pen.fillStyle = ground;
  pen.fillRect(0, 0, step * 2, step * 2);
  pen.strokeStyle = lines;
  pen.lineWidth = width * 1.6;
  pen.beginPath();
  for (let i = -2; i < 5; i += 1) {
    pen.moveTo(i * step - step, step * 3);
    pen.lineTo(i * step + step * 2, 0);
  }
  pen.stroke();
  const pattern = pen.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, 0, 0]));
  return pattern;
}
