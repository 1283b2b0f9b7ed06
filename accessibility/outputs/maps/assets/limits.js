/* Names of levels, and limits of every kind of rule in words. */

const TIMED = ["15", "10", "5"]; // levels that are called by their minutes

const levelOf = (id) => standard().levels.find((entry) => entry.id === id);
const columnOf = (id) => standard().columns.find((entry) => entry.id === id);
const hasColumn = (id) => columnOf(id) !== undefined;

/** A name without what it has in brackets. */
const bare = (text) => text.replace(/\s*[(（][^()（）]*[)）]/g, "") || text;

const levelName = (id) => bare(named(levelOf(id)));

/** The levels behind a column of the score: the one level's name, or what several share. */
function columnName(id) {
  const { levels } = columnOf(id);
  return levels.length === 1 ? levelName(levels[0]) : say("circle_" + id);
}

const columnShort = (id) => {
  const { levels } = columnOf(id);
  return say("level_" + (levels.length === 1 ? levels[0] : id));
};

/** The limit of an item with its unit; empty where the standard gives none. */
function limitText(item) {
  if (item.limit === null) return "";
  if (item.unit === "m") return `${whole(item.limit)} ${say("metre_unit")}`;
  if (item.unit === "min") return `${plain(item.limit)} ${say("minute_unit")}`;
  return `≥ ${plain(item.limit)}${areaUnit(item)}`;
}

const areaUnit = (item) => (item.unit === "facilities" ? "" : ` ${say("area_unit")}`);

/** A number as it is, hundredths at most. */
const plain = (value) => Number(value.toFixed(2)).toLocaleString("en-US");

/** A mark for figures of low certainty; its tip says what it means. */
function recalledMark(item) {
  if (!item.recalled) return null;
  const words = say("recalled_" + item.recalled);
  return el("span.recalled", { title: words, "aria-label": words },
    item.recalled === "low" ? "??" : "?");
}

/** Shares of the whole district by every way of counting that says something here. */
function waysLine(item) {
  const names = ["distance", "time", "line", "people", "land", "holding"];
  const told = names
    .map((name, i) => [name, standard().ways[item.row][i]])
    .filter(([name, share]) => share !== null && (!item.supply || ["people", "holding"].includes(name)))
    .filter(([name]) => name !== "people" || item.supply || item.rule === "vehicle")
    .map(([name, share]) => say("way_" + name, { n: percent(share) }));
  return told.join(" · ");
}
