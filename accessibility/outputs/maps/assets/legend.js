/* The legend: only what is drawn now, in the order worst to best. */

function drawLegend() {
  const pull = el("button.grip", {
    type: "button", "aria-label": say("lists"), "aria-expanded": String(Boolean(page.lists)),
    onclick: toggleLists,
  });
  const lists = page.lists && isPhone()
    ? el("div.lists", {}, furthestBehind(standard()), mostlyLacked(standard()),
      headlineFoot(standard().district))
    : null;
  swap("legend", pull, isFacilityView() ? facilityLegend() : scoreLegend(), lists);
}

/** On a telephone the headline's lists are in the sheet, pulled up by its grip. */
function toggleLists() {
  page.lists = !page.lists;
  drawLegend();
  placeLabels();
  byId("legend").querySelector(".grip").focus();
}

function scoreLegend() {
  const level = state.view === "all" ? "" : ` · ${columnName(state.view)}`;
  const keys = [
    anyUnknown() ? key("hatch", "cannot_tell") : null,
    key("line", "community_boundary"),
  ];
  return [classes(say("legend_score") + level, FILL, true), el("div.keys", {}, keys)];
}

function facilityLegend() {
  const item = theItem();
  const byBike = state.mode === "bike" && !item.supply && item.rule !== "vehicle";
  const near = item.land ? "legend_land" : item.room ? "legend_room" : "legend_coverage";
  const held = item.supply ? "legend_supply" : near;
  const title = byBike ? "legend_coverage_bike" : held;
  const shown = facilitiesOf(page.model, item);
  const packed = (standard().outside[state.mode] || [])[state.item];
  const keys = [
    shown.some((facility) => facility.sure) ? key("dot", "facility") : null,
    shown.some((facility) => !facility.sure) ? key("ring", "possible_facility") : null,
    packed ? key("squares", item.supply || item.room ? "people_short" : "people_beyond") : null,
    anyUnknown() ? key("hatch", "cannot_tell") : null,
  ];
  return [
    el("div", {},
      classes(say(title, { item: named(item) }), TINT, false),
      el("p.rule", {}, named(item.told), item.recalled ? [" · ", say("recalled_" + item.recalled)] : null),
      el("p.rule", {}, waysLine(item))),
    el("div.keys", {}, keys),
  ];
}

const anyUnknown = () => page.model.communities.some((c) => finding(c.row).value === null);

/** The five classes, always complete, with the breaks of this audit. */
function classes(title, colours, letters) {
  const [a, b, c, d] = page.data.grades;
  const ends = [["E", 0, d], ["D", d, c], ["C", c, b], ["B", b, a], ["A", a, 101]];
  const one = ([grade, from, to]) => {
    const range = `${from}–${Number.isInteger(to) ? to - 1 : `<${to}`}`;
    const swatch = el("i", { style: { background: colours[grade] } });
    return el("div", {}, swatch, letters ? el("b", {}, grade) : null, el("span", {}, range));
  };
  return el("div", {}, el("h3", {}, title), el("div.classes", {}, ends.map(one)));
}

const key = (drawing, words) => el("div", {}, sign(drawing), say(words));
