/* The panel that answers first: how good, for how many, where and what is missing. */

function drawHeadline() {
  const { data } = page;
  const own = standard();
  swap(
    "head",
    el("div.names", {},
      el("div.eyebrow", {}, say("eyebrow")),
      el("h1", {}, named(data.title)),
      el("div.standard", {}, standardChoice(), [say("rule_" + own.rule), slopeWords(data)].join(" · ")),
      settingsLine(data)),
    overallScore(own.district),
    el("div.levels", {}, own.columns.map(({ id }) => levelBar(id, own.district))),
    sentence(own),
    own.district.items_assessed ? peopleStrip(own.strip) : null,
    furthestBehind(own),
    mostlyLacked(own),
    headlineFoot(own.district)
  );
  document.documentElement.style.setProperty("--strip", `${byId("head").offsetHeight}px`);
}

const slopeWords = (data) =>
  data.elevation ? say("slope_in_times", { file: data.elevation }) : say("reach_flat");

/** Settings that change the scores, where they are not the usual ones. */
function settingsLine(data) {
  const told = data.settings[LANG];
  return told.length ? el("div.standard.settings", {}, told.join(" · ")) : null;
}

/** The standard's name, or a choice where the audit used several. */
function standardChoice() {
  const all = page.model.standards;
  if (all.length === 1) return `${standardName(all[0])} · `;
  const choose = (event) => chooseStandard(Number(event.target.value));
  const options = all.map((s, i) =>
    el("option", { value: i, selected: i === state.standard }, standardName(s))
  );
  return el("select", { onchange: choose, "aria-label": say("standard") }, options);
}

/** A code as it is quoted, as GB 50180-2018; else the name. */
function standardName(own) {
  if (!/^[a-z]+\d[\d.-]*$/.test(own.id)) return bare(named(own.name));
  return own.id.toUpperCase()
    .replace(/^(GB|TD)T(?=\d)/, "$1/T")
    .replace(/^(GB|JGJ|CJJ|JB|TD)(\/T)?(?=\d)/, "$1$2 ");
}

function overallScore(district) {
  const known = district.score !== null;
  const text = known ? withinClass(district.score, 1, page.data.grades) : "–";
  return el(fewJudged(district.items_assessed, district.items_required) ? "div.score.few" : "div.score", {},
    badge(district.grade),
    el("b", {}, text, el("i", {}, say("of_hundred"))),
    el("div.caption", {}, say("mean_of_levels")));
}

/** Whether a score rests on under two thirds of the items it should have. */
const fewJudged = (judged, all) => judged < (2 / 3) * all;

/** A grade in its colour; hatched "?" where there is none. */
function badge(grade) {
  return el(`span.badge.grade-${grade || "none"}`, {}, grade || "?");
}

function levelBar(level, district) {
  const value = district[`level_${level}`];
  const { levels } = columnOf(level);
  const place = levels.length === 1 ? levelPlace(levelOf(levels[0])) : "";
  const grade = gradeOf(value);
  const bar = el("i", { style: { width: `${value || 0}%`, background: barColour(grade) } });
  const text = value === null ? "–" : withinClass(value, 0, page.data.grades);
  return el("div.level", {},
    levelSign(level),
    el("span", {}, columnShort(level), el("s", {}, place)),
    el("div.track", {}, bar),
    el("b", {}, text));
}

const barColour = (grade) => (grade === "C" ? THIN_C : FILL[grade] || "none");

/** What planners call a level, where its standard says so in brackets, in Chinese. */
function levelPlace(level) {
  const found = LANG === "zh" && /[(（]([^()（）]{2,4})[)）]/.exec(level.zh || "");
  return found ? found[1] : "";
}

/** N of M people live within all n circles. */
function sentence(own) {
  const bold = (text) => el("b", {}, text);
  const n = own.district.items_assessed;
  if (!n) return el("p.sentence", {}, say("nothing_assessed"));
  const even = page.data.basis === "even";
  const values = {
    within: bold(even ? peopleCount(own.strip[0]) : whole(own.strip[0])),
    people: bold(whole(page.model.total)),
    n: String(n),
  };
  return el("p.sentence", {}, sayNodes(even ? "within_all_share" : "within_all", values));
}

/** People by the number of circles they miss. */
function peopleStrip(strip) {
  const total = strip.reduce((sum, people) => sum + people, 0);
  if (!total) return null;
  const piece = (people, i) =>
    people ? el("i", { style: { flex: String(people / total), background: STRIP[i] } }) : null;
  const key = (people, i) =>
    el("span", {}, el("i", { style: { background: STRIP[i] } }),
      `${say("missed_" + i)} ${percent(people / total)}%`);
  return [
    el("div.strip", { "aria-hidden": "true" }, strip.map(piece)),
    el("div.strip-key", {}, strip.map(key)),
  ];
}

function furthestBehind(own) {
  const scored = page.model.communities.filter((c) => own.scores.score[c.row] !== null);
  const different = new Set(scored.map((c) => own.scores.score[c.row]));
  if (different.size < 2) return null;
  const last = scored.sort((a, b) => own.scores.score[a.row] - own.scores.score[b.row]);
  return [
    el("h2", {}, say("furthest_behind")),
    last.slice(0, 3).map((c) =>
      el("button.row", { type: "button", onclick: () => openCard(c.row, { pan: true }) },
        badge(own.scores.grade[c.row]),
        el("span.name", { title: named(c) }, named(c)),
        el("span.quiet", {}, peopleWords(c.people)),
        el("b", {}, withinClass(own.scores.score[c.row], 1, page.data.grades)))
    ),
  ];
}

function mostlyLacked(own) {
  if (!own.lack.length) return null;
  const total = page.model.total;
  const row = ([number, people]) =>
    el("button.row", { type: "button", onclick: () => showItem(number) },
      sign("not_met"),
      el("span.name", { title: named(own.items[number]) }, named(own.items[number])),
      page.data.basis === "even" ? null : el("span.quiet", {}, whole(people)),
      el("b", {}, `${percent(shareOf(people, total))}%`));
  return el("div.lacked", {}, el("h2", {}, say("missing_for_most")), own.lack.slice(0, 3).map(row));
}

/** Part of a whole; all of it where not even half a person is left over. */
function shareOf(part, total) {
  if (!total) return 0;
  return total - part < 0.5 ? 1 : part / total;
}

/** What cannot be judged, how people were counted, and of what day the data is. */
function headlineFoot(district) {
  const { data } = page;
  const open = district.items_required - district.items_assessed;
  const values = { open: String(open), n: String(district.items_required) };
  return el("div.foot", {},
    open > 0 ? el("div", {}, el("span.hatched"), say("cannot_be_judged", values)) : null,
    district.near_edge ? el("div", {}, say("edge_note",
      { n: String(district.near_edge), all: String(district.failing) })) : null,
    data.grid ? el("div", {}, say("grid_note")) : null,
    data.stranded >= 1 && data.basis !== "even"
      ? el("div", {}, say("stranded_note", { n: whole(data.stranded) })) : null,
    data.basis === "known" ? null : el("div", {}, say("basis_" + data.basis)),
    data.date ? el("div", {}, say("data_date", { date: dated(data.date) })) : null);
}
