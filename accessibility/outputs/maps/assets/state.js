/* What is shown now, and the part of the address that says so. */

const VIEWS = ["all", "15", "10", "5", "other", "fac"];
const page = {}; // map, data, model and layers of the one map on this page
const state = { view: "all", standard: 0, item: 0, mode: "walk", community: null };

const standard = () => page.model.standards[state.standard];
const theItem = () => standard().items[state.item];
const isFacilityView = () => state.view === "fac";

/** Take over what the address asks for; unknown values are ignored. */
function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const chosen = (list, value) => list.findIndex((entry) => entry === value);
  if (Object.hasOwn(WORDS, asked.get("lang"))) LANG = asked.get("lang");
  const own = chosen(page.model.standards.map((s) => s.id), asked.get("s"));
  if (own >= 0) state.standard = own;
  if (VIEWS.includes(asked.get("v"))) state.view = asked.get("v");
  keepView();
  const wanted = asked.get("t");
  const item = standard().items.findIndex((i) => i.key === wanted || i.id === wanted);
  if (item >= 0) state.item = item;
  if (asked.get("m") === "bike" && page.data.modes.includes("bike")) state.mode = "bike";
  const community = chosen(page.model.communities.map((c) => c.id), asked.get("c"));
  if (community >= 0) state.community = community;
  return placeOf(asked.get("z"));
}

/** Overall where the standard has no such view. */
function keepView() {
  if (!["all", "fac"].includes(state.view) && !hasColumn(state.view)) state.view = "all";
}

/** zoom/lat/lon as the address writes it; null for anything that is no place on the earth. */
function placeOf(text) {
  if (!/^\d+(\.\d+)?(\/-?\d+(\.\d+)?){2}$/.test(text || "")) return null;
  const [zoom, lat, lon] = text.split("/").map(Number);
  const sound = zoom <= page.map.getMaxZoom() && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return sound ? { zoom, centre: [lat, lon] } : null;
}

/** Write what is shown into the address, so that it can be sent to others. */
function writeAddress() {
  const asked = new URLSearchParams({ v: state.view });
  if (isFacilityView()) {
    asked.set("t", theItem().key);
    asked.set("m", state.mode);
  }
  if (state.community !== null) asked.set("c", page.model.communities[state.community].id);
  if (page.model.standards.length > 1) asked.set("s", standard().id);
  asked.set("lang", LANG);
  if (page.moved) {
    const { lat, lng } = page.map.getCenter();
    asked.set("z", `${page.map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  }
  history.replaceState(null, "", "#" + asked.toString().replaceAll("%2F", "/"));
}

/** A to E by the breaks of this audit; null without a value. */
function gradeOf(value) {
  if (value === null || value === undefined) return null;
  const place = page.data.grades.findIndex((lower) => value >= lower);
  return "ABCDE"[place < 0 ? 4 : place];
}

/** What the current view says of a community: value (0-100), grade and text. */
function finding(community) {
  if (isFacilityView()) return coverageFinding(standard().check(community, state.item));
  const scores = standard().scores;
  const column = state.view === "all" ? "score" : `level_${state.view}`;
  const value = scores[column][community];
  if (value === null || value === undefined) return { value: null, grade: null, text: "?" };
  const grade = gradeOf(value);
  return { value, grade, text: `${withinClass(value, 0, page.data.grades)} ${grade}` };
}

function coverageFinding(row) {
  const byBike = state.mode === "bike" && row && !row.item.supply && row.item.rule !== "vehicle";
  const share = row && (byBike ? row.bicycle : row.coverage);
  if (!row || share === null || row.verdict === "cannot_tell") {
    return { value: null, grade: null, text: "?" };
  }
  return { value: share * 100, grade: gradeOf(share * 100), text: percent(share, page.data.pass) + "%" };
}

/** A number of people as the data allows: a share of all where only weights are known. */
function peopleCount(people) {
  if (page.data.basis !== "even") return whole(people);
  return `${percent(page.model.total ? people / page.model.total : 0)}%`;
}

/** The same with its noun. */
function peopleWords(people) {
  const key = page.data.basis === "even" ? "residents_share" : "people_count";
  return say(key, { n: peopleCount(people) });
}

const perceivable = (name) => window.matchMedia(name).matches;
const isPhone = () => perceivable("(max-width: 700px)");
