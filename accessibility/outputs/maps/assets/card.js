/* The card of one community: what it has, what it lacks, how we know. */

const WORST_FIRST = ["not_met", "by_bicycle", "partly", "cannot_tell", "met"];

function drawCard() {
  const open = state.community !== null;
  document.body.classList.toggle("open", open);
  byId("card").hidden = !open;
  if (!open) return;
  const community = page.model.communities[state.community];
  const rows = standard().rows[state.community].filter(Boolean);
  swap("card", el("i.grip"), cardHead(community, rows), cardBody(rows), cardFoot());
}

function cardHead(community, rows) {
  const { scores } = standard();
  const required = rows.filter((row) => row.item.scored);
  return el("header", {},
    el("div.title", {},
      badge(scores.grade[community.row]),
      el("div", {},
        el("h1", { tabindex: "-1", id: "card-name" }, named(community)),
        el("p", {}, cardFacts(community))),
      el("button.close", { type: "button", onclick: closeCard, "aria-label": say("close") },
        sign("close"))),
    el("div.thirds", {}, standard().columns.map(({ id }) => cardLevel(id, community.row))),
    el("div.counts", {}, page.data.standards[0].verdicts.map((verdict) => {
      const n = required.filter((row) => row.verdict === verdict).length;
      return n ? el("span", {}, sign(verdict), `${n} ${say(verdict)}`) : null;
    })));
}

/** Score, rank and people; how many items were judged where that is few. */
function cardFacts(community) {
  const { scores } = standard();
  const row = community.row;
  const score = scores.score[row];
  const all = scores.score.filter((value) => value !== null);
  const few = fewJudged(scores.items_assessed[row], scores.items_required[row]);
  const judged = { n: scores.items_assessed[row], all: scores.items_required[row] };
  const rank = { rank: all.filter((value) => value > score).length + 1, all: all.length };
  const parts = score === null
    ? [say("no_score")]
    : [withinClass(score, 1, page.data.grades) + say("of_hundred"), say("rank", rank)];
  if (few) parts.push(say("few_judged", judged));
  return [...parts, peopleWords(community.people)].join(" · ");
}

function cardLevel(level, row) {
  const value = standard().scores[`level_${level}`][row];
  const grade = gradeOf(value);
  const text = value === null ? "–" : withinClass(value, 0, page.data.grades);
  return el("div", { style: { borderColor: grade ? barColour(grade) : "#8B9299" } },
    el("b", {}, text), grade || "", el("br"), columnName(level));
}

function cardBody(rows) {
  const groups = standard().levels.map((level) => {
    const own = rows.filter((row) => row.item.level === level.id);
    return own.length ? [levelHead(level, own), sortRows(own).map(checklistRow)] : null;
  });
  return el("div.body", { tabindex: "0", "aria-label": say("checklist") }, groups);
}

function levelHead(level, rows) {
  const all = (unit) => rows.every(({ item }) => item.unit === unit || item.limit === null);
  const found = all("m") ? "nearest_limit" : all("min") ? "nearest_limit_time" : "nearest_limit_mixed";
  return el("div.level-head", {}, levelSign(level.column), levelName(level.id),
    el("span.units", {}, `${say(found)} · ${say(shareOfWhat(rows))}`));
}

/** What the shares of some rows are shares of, all alike or not. */
function shareOfWhat(rows) {
  const land = rows.filter(({ item }) => item.land).length;
  if (land) return land === rows.length ? "held_land" : "held_mixed";
  return rows.some(({ item }) => item.supply || item.room) ? "held_mixed" : "held_people";
}

/** Required first, worst first, then by coverage. */
function sortRows(rows) {
  const place = (row) => WORST_FIRST.indexOf(row.verdict);
  return [...rows].sort(
    (a, b) => b.item.required - a.item.required || place(a) - place(b)
      || (a.coverage ?? 0) - (b.coverage ?? 0) || a.item.row - b.item.row
  );
}

function checklistRow(row) {
  const { item } = row;
  const why = row.verdict === "met" ? [] : whyLines(row);
  return el(`div.item.${row.verdict}`, {},
    sign(row.verdict, say(row.verdict)),
    el("button.name", {
      type: "button", title: named(item.told), onclick: () => showItem(item.row),
    }, named(item), recalledMark(item),
      item.required ? null : el("span.recommended", {}, say("recommended"))),
    el("span.metres", {}, nearestOf(row)),
    el("span.cover", {}, coverOf(row)),
    why.length ? el("span.why", {}, why.map((line) => el("div", {}, line))) : null);
}

/** nearest / limit, or what is held / limit, as far as both are known. */
function nearestOf(row) {
  const { limit, unit: kind } = row.item;
  const unit = say("metre_unit");
  if (row.item.supply) {
    const asked = limitText(row.item);
    return row.value === null ? el("i", {}, asked) : [plain(row.value), el("i", {}, ` / ${asked}`)];
  }
  if (kind === "min") return limit === null ? "–" : el("i", {}, `≤ ${limitText(row.item)}`);
  if (row.nearest === null || row.verdict === "cannot_tell") return "–";
  if (limit === null) return row.nearest === Infinity ? "–" : `${whole(row.nearest)} ${unit}`;
  const far = row.nearest === Infinity;
  const near = far ? say("far", { n: whole(limit) }) : whole(roughly(row.nearest, limit));
  return [near, el("i", {}, ` / ${whole(limit)} ${unit}`)];
}

/** Metres to tens, except where rounding would change sides of a limit. */
function roughly(metres, limit) {
  const tens = Math.round(metres / 10) * 10;
  return metres < 100 || metres <= limit !== tens <= limit ? metres : tens;
}

/** Share of people within the limit: sure filled, possible as an outline, tick at the pass share. */
function coverOf(row) {
  const open = row.verdict === "cannot_tell";
  if (row.coverage === null || (open && row.reason !== "possible")) return "–";
  const colour = VERDICT_COLOUR[row.verdict];
  const wide = (share) => `${share * 100}%`;
  const maybe = row.possible !== null && row.possible > row.coverage;
  return [
    el("u", {},
      maybe ? el("i.maybe", { style: { width: wide(row.possible), borderColor: colour } }) : null,
      el("i", { style: { width: wide(row.coverage), background: colour } }),
      el("i.tick", { style: { left: wide(row.item.supply ? 1 : page.data.pass) } })),
    `${percent(row.coverage, page.data.pass)}${open ? `–${percent(row.possible)}` : ""}%`,
  ];
}

/** The reason in words, made here so that it follows the language of the page. */
function whyLines(row) {
  const parts = [];
  if (row.verdict === "cannot_tell") {
    const reason = `reason_${(row.reason || "unknown").replaceAll(" ", "_")}`;
    parts.push(say(reason, reasonValues(row)));
  } else {
    if (row.verdict === "by_bicycle") parts.push(say("but_by_bicycle"));
    if (row.item.land && row.coverage !== null) {
      parts.push(say("land_share", { share: percent(row.coverage, page.data.pass) }));
    }
    if (row.outside !== null && row.item.limit !== null) parts.push(beyondWords(row));
    if (row.nearEdge > 0) parts.push(say("near_edge", { n: whole(row.nearEdge) }));
    if (row.confidence === "thin") parts.push(say("thin_data"));
  }
  const lines = parts.length ? [parts.join(" · ")] : [];
  const facility = row.facility === null || row.verdict === "cannot_tell" ? null : page.model.facilities[row.facility];
  if (facility && facility.name) lines.push(say("nearest", { name: facility.name }));
  return lines;
}

function beyondWords(row) {
  const even = page.data.basis === "even";
  const total = page.model.communities[state.community].people;
  const share = row.item.land ? row.outside / (total || 1) : 1 - (row.coverage ?? 0);
  const shown = even ? `${percent(share)}%` : whole(row.outside);
  const limit = limitWords(row.item);
  return say(`${beyondKind(row.item)}${even ? "_share" : ""}`, { n: shown, limit });
}

/** What people lack who are not served: enough of it, room in it, a vehicle in time, nearness. */
function beyondKind(item) {
  if (item.supply) return "short";
  if (item.room) return "no_room";
  if (item.vehicle) return `late_${item.vehicle}`;
  return item.several ? "beyond_limits" : "beyond";
}

/** A distance or time as it stands in a sentence, with who rides where somebody may. */
function limitWords(item) {
  const limit = say(item.unit === "min" ? "reach_min" : "reach_m", { n: plain(item.limit) });
  return item.travel && item.unit === "min" ? say(`by_${item.travel}`, { limit }) : limit;
}

function reasonValues(row) {
  const share = (value) => (value === null ? "–" : `${percent(value, page.data.pass)}%`);
  return { item: named(row.item), sure: share(row.coverage), possible: share(row.possible) };
}

function cardFoot() {
  const pass = `${Math.round(page.data.pass * 100)}%`;
  const button = el("button", { type: "button", onclick: copyLink }, say("copy_link"));
  const recalled = standard().items.some((item) => item.recalled) ? ` · ${say("recalled_key")}` : "";
  const text = say("card_foot", { standard: standardName(standard()), pass }) + recalled;
  return el("footer", {}, el("p", {}, text), button);
}

/** Copy the address; where the page may not, show it to be copied by hand. */
function copyLink(event) {
  const button = event.target;
  const done = () => (button.textContent = say("copied"));
  const byHand = () => window.prompt(say("copy_link"), location.href);
  if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(done, byHand);
  else byHand();
}
