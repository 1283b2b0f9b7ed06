/* The page's data, unpacked once into plain objects. */

/** Everything the views ask for. */
function makeModel(data) {
  const count = data.communities.id.length;
  const anchors = unpackPoints(data.communities.anchor);
  const shapes = unpackShapes(data.communities.shape, count);
  return {
    box: boundsOf(data.box),
    total: data.people,
    communities: data.communities.id.map((id, i) => ({
      id,
      row: i,
      en: data.communities.name[i] || data.communities.zh[i] || id,
      zh: data.communities.zh[i] || data.communities.name[i] || id,
      people: data.communities.people[i],
      anchor: anchors[i],
      paths: shapes[i],
    })),
    cells: {
      points: unpackPoints(data.cells.xy),
      people: unpack(data.cells.people).map((tenths) => tenths / 10),
      community: unstep(data.cells.community),
      side: data.cells.side_m,
    },
    facilities: makeFacilities(data.facilities),
    standards: data.standards.map((block) => makeStandard(block, count)),
    base: Object.fromEntries(
      Object.entries(data.base).map(([kind, shape]) => [kind, unpackPaths(shape)])
    ),
  };
}

const boundsOf = (box) => L.latLngBounds([box[1], box[0]], [box[3], box[2]]);

function makeFacilities(columns) {
  const type = unpack(columns.type);
  const sure = unpack(columns.sure);
  const area = unpack(columns.area);
  return unpackPoints(columns.xy).map((point, i) => ({
    point,
    type: columns.kinds[type[i]],
    name: columns.name[i],
    sure: sure[i] === 1,
    area: area[i],
  }));
}

/** One standard, with `check(community, item)` giving a row of the checklist. */
function makeStandard(block, communities) {
  const items = block.items.map((item, row) => ({
    ...item,
    row,
    key: `${item.level}.${item.id}`,
    limit: block.limits[row],
    unit: block.units[row],
  }));
  const columns = {};
  for (const [name, text] of Object.entries(block.check)) columns[name] = unpack(text);
  const rows = [];
  for (let c = 0; c < communities; c += 1) {
    rows.push(items.map((item, i) => checkRow(block, columns, item, c * items.length + i)));
  }
  return { ...block, items, check: (community, item) => rows[community][item], rows };
}

/** A row of the checklist; null where the standard asks nothing there. */
function checkRow(block, columns, item, at) {
  const verdict = columns.verdict[at];
  if (verdict < 0) return null;
  const known = (value) => (value < 0 || value === undefined ? null : value);
  const share = (value) => (known(value) === null ? null : value / 10000);
  return {
    item,
    verdict: block.verdicts[verdict],
    coverage: share(columns.coverage[at]),
    possible: share(columns.possible[at]),
    bicycle: share(columns.bicycle[at]),
    value: known(columns.value[at]) === null ? null : columns.value[at] / 100,
    nearest: columns.nearest_m[at] === -2 ? Infinity : known(columns.nearest_m[at]),
    outside: known(columns.outside[at]) === null ? null : columns.outside[at] / 10,
    nearEdge: known(columns.near_edge[at]) === null ? 0 : columns.near_edge[at] / 10,
    facility: known(columns.facility[at]),
    confidence: block.confidences[columns.confidence[at]] || null,
    reason: block.reasons[columns.reason[at]] || null,
  };
}

/** Whether a facility counts for an item: of the type of a part, from its least area up. */
const countsFor = (item, facility) =>
  item.parts.some(([type, area]) => facility.type === type && facility.area >= area);

const facilitiesOf = (model, item) => model.facilities.filter((f) => countsFor(item, f));
