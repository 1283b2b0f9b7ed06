/* The bar of views, the choice of item, search, language, print. */

const MOST_HITS = 8;

function drawBar() {
  const views = VIEWS.filter((view) => ["all", "fac"].includes(view) || hasColumn(view));
  const button = (view) =>
    el("button", {
      type: "button", "aria-pressed": String(view === state.view), "data-view": view,
      onclick: () => showView(view),
    }, hasColumn(view) ? columnShort(view) : say("view_" + view), view === "fac" ? el("span.caret", {}, "▾") : null);
  const split = el("i.separator");
  swap("views", views.flatMap((view) => (view === "fac" ? [split, button(view)] : [button(view)])));
  drawPicker();
}

/** Item by level, and on foot or by bicycle. */
function drawPicker() {
  byId("picker").hidden = !isFacilityView();
  if (!isFacilityView()) return;
  const groups = standard().levels.map((level) => {
    const own = standard().items.filter((item) => item.level === level.id);
    return el("optgroup", { label: levelName(level.id) }, own.map(itemOption));
  });
  const choose = (event) => showItem(Number(event.target.value));
  const mode = (name) =>
    el("button", {
      type: "button", "aria-pressed": String(name === state.mode), "data-mode": name,
      onclick: () => showMode(name),
    }, say("mode_" + name));
  const modes = page.data.modes.length > 1 ? page.data.modes.map(mode) : [];
  swap("picker",
    el("select", { onchange: choose, "aria-label": say("facility_type") }, groups), modes);
}

function itemOption(item) {
  const limit = item.limit === null ? "" : ` · ${limitText(item)}`;
  return el("option", { value: item.row, selected: item.row === state.item }, named(item) + limit);
}

function drawTools() {
  const field = el("input", {
    type: "search", placeholder: say("search"), "aria-label": say("search"), id: "query",
    autocomplete: "off", oninput: listHits, onkeydown: stepHits, onfocus: listHits,
  });
  const other = LANG === "en" ? "zh" : "en";
  const part = (lang) => el(lang === LANG ? "b" : "span", {}, WORDS[lang].own_name);
  const toggle = () => document.body.classList.toggle("searching") && byId("query").focus();
  swap("tools",
    el("label.search", { onclick: isPhone() ? toggle : null }, sign("search"), field),
    el("button.language", {
      type: "button", "aria-label": WORDS[other].switch_to, onclick: () => showLanguage(other),
    }, ["en", "zh"].sort((a) => (a === LANG ? -1 : 1)).flatMap((lang) => [part(lang), " "])),
    el("button.print", { type: "button", onclick: printPage }, say("print")));
}

/** Communities first, then items, then facilities; names of either language. */
function findHits(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return page.model.communities.slice(0, MOST_HITS).map(communityHit);
  const holds = (...names) => names.some((name) => name && name.toLowerCase().includes(wanted));
  const { communities, facilities } = page.model;
  return [
    ...communities.filter((c) => holds(c.en, c.zh)).map(communityHit),
    ...standard().items.filter((i) => holds(i.en, i.zh)).map(itemHit),
    ...facilities.filter((f) => holds(f.name)).map(facilityHit),
  ].filter(Boolean).slice(0, MOST_HITS);
}

const communityHit = (c) => ({
  name: named(c), kind: say("community"), go: () => openCard(c.row, { pan: true }),
});

const itemHit = (item) => ({
  name: named(item), kind: say("circle_short", { level: levelName(item.level) }),
  go: () => showItem(item.row),
});

function facilityHit(facility) {
  const item = standard().items.find((i) => countsFor(i, facility));
  if (!item) return null;
  return { name: facility.name, kind: named(item), go: () => showFacility(item, facility) };
}

function listHits() {
  const hits = findHits(byId("query").value);
  const row = (hit) =>
    el("button", { type: "button", onclick: () => takeHit(hit) },
      el("span.name", {}, hit.name), el("span.quiet", {}, hit.kind));
  swap("hits", hits.length ? hits.map(row) : el("p.quiet", {}, say("nothing_found")));
  byId("hits").hidden = false;
}

function takeHit(hit) {
  hideHits();
  hit.go();
}

function hideHits() {
  byId("hits").hidden = true;
  document.body.classList.remove("searching");
}

/** Enter takes the first hit, arrow down goes into the list. */
function stepHits(event) {
  const first = byId("hits").querySelector("button");
  if (event.key === "Enter" && first) first.click();
  if (event.key === "ArrowDown" && first) {
    event.preventDefault();
    first.focus();
  }
}
