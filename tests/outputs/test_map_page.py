"""The map in a real browser, without a network: what is drawn, what answers, what is refused."""

import dataclasses
import hashlib
import itertools
import json
import re
from pathlib import Path

import folium
import pandas as pd
import pytest

from accessibility.outputs.maps import inline
from accessibility.outputs.maps.isochrone import isochrone_html
from accessibility.outputs.maps.page import map_html, score_map, write_map
from accessibility.results import Traveller
from accessibility.standards import Part
from tests.outputs import fixtures

VIEWS = ("all", "15", "10", "5", "fac")
SIZES = {"wide": (1920, 1080), "desk": (1440, 900), "small": (1280, 720), "phone": (390, 844)}
ASSETS = Path(inline.__file__).parent / "assets"


@pytest.fixture(scope="module")
def map_file(results, tmp_path_factory):
    path = tmp_path_factory.mktemp("map") / "map.html"
    write_map(results, path)
    return path


@pytest.fixture(scope="module")
def reach_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("reach") / "reach.html"
    path.write_text(isochrone_html(fixtures.reach()), encoding="utf-8")
    return path


def page_with(tmp_path, **changes):
    """A map of the small town, with parts of its town or of its results replaced."""
    own = fixtures.results()
    parts = {name: changes.pop(name) for name in list(changes) if hasattr(own.town, name)}
    path = tmp_path / "map.html"
    write_map(
        dataclasses.replace(own, town=dataclasses.replace(own.town, **parts), **changes), path
    )
    return path


def text_of(opened, selector):
    return " ".join(opened.page.inner_text(selector).split())


def clear_point(opened, community):
    """A point of a community's middle on the screen."""
    return opened.page.evaluate(
        """([community]) => {
          const map = Object.entries(window).find(([name]) => name.startsWith("map_"))[1];
          const data = JSON.parse(document.getElementById("data").textContent);
          const [west, south, east, north] = data.box;
          const lon = west + (east - west) * (community + 0.3) / 3;
          const at = map.latLngToContainerPoint([south + (north - south) * 0.3, lon]);
          return [at.x, at.y];
        }""",
        [community],
    )


def test_two_maps_of_equal_results_are_equal_to_the_byte():
    assert map_html(fixtures.results()) == map_html(fixtures.results())
    assert isochrone_html(fixtures.reach()) == isochrone_html(fixtures.reach())


def test_page_names_no_library_beyond_its_own_and_forbids_every_request(map_file):
    text = map_file.read_text(encoding="utf-8")
    assert not re.search(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=""", text)
    assert "default-src 'none'" in text
    assert "url(images/" not in text
    assert len(text) < 400_000


def test_vendored_leaflet_is_the_one_its_page_describes():
    folder = ASSETS.parent / "leaflet"
    rows = re.findall(r"\| (\S+) \| ([0-9a-f]{64}) \|", (folder / "README.md").read_text())
    assert {name for name, _ in rows} == {"leaflet.js", "leaflet.css", "LICENSE"}
    for name, expected in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected


def test_both_languages_have_the_same_words():
    words = json.loads((ASSETS / "words.json").read_text(encoding="utf-8"))
    plural = {key for key in words["en"] if key.endswith("_one")}
    assert words["en"].keys() - plural == words["zh"].keys() - plural
    places = {
        lang: {k: set(re.findall(r"\{\w+\}", v)) for k, v in w.items()} for lang, w in words.items()
    }
    assert {k: v for k, v in places["zh"].items() if v != places["en"][k]} == {}


def test_programs_hold_no_chinese_and_every_word_they_say_is_in_the_catalogue():
    words = json.loads((ASSETS / "words.json").read_text(encoding="utf-8"))["en"]
    for script in ASSETS.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"[\u4e00-\u9fff]", text), script.name
        whole = re.findall(r"""\bsay(?:Nodes)?\("(\w+)"[),]""", text)
        assert [word for word in whole if word not in words] == [], script.name


def test_a_layer_that_leaflet_alone_draws_stays_on_the_map(results):
    chart = score_map(results)
    folium.CircleMarker([39.93, 116.42], radius=4).add_to(chart)
    assert "L.circleMarker(" in inline.self_contained(chart, lang="en", title="x")


def test_a_layer_that_needs_another_library_is_refused_by_name(results):
    from folium.plugins import HeatMap

    chart = score_map(results)
    HeatMap([[39.93, 116.42]]).add_to(chart)
    with pytest.raises(LookupError, match="not carried along"):
        inline.self_contained(chart, lang="en", title="x")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_every_view_opens_in_both_languages_at_every_size(browser, map_file, size):
    with browser.open(map_file, size=size) as opened:
        for lang, view in itertools.product(("en", "zh"), VIEWS):
            if lang not in opened.page.get_attribute("html", "lang"):
                opened.page.click(".language")
            opened.page.click(f'#views [data-view="{view}"]')
            pressed = opened.page.get_attribute(f'#views [data-view="{view}"]', "aria-pressed")
            assert pressed == "true"
            assert f"v={view}" in opened.page.url
            assert opened.page.locator(".label").count() > 0
            assert "undefined" not in opened.page.inner_text("body")
        opened.require_quiet()


def test_headline_says_how_many_where_and_what(browser, map_file):
    # 400 people; nobody misses none, 230 miss 1-2 (140 + 90), 170 miss 3-5; figures of fixtures
    with browser.open(map_file) as opened:
        head = text_of(opened, "#head")
        assert 'Testville "<b>" & Co' in head
        assert "B 81.1 /100" in head
        assert "0 of 400 people live within all 6 service circles" in head
        assert "all 0%" in head
        assert "6+ 0%" in head
        assert opened.page.locator("#head .strip i").count() == 2
        assert "1 of 7 required types cannot be judged" in head
        assert "OpenStreetMap data of 13 June 2023" in head
        assert "estimated" in head
        rows = opened.page.locator("#head .row .name").all_inner_texts()
        assert rows[:2] == [fixtures.SCRIPT, "Middle & Co"]
        assert [name.split()[0] for name in rows[2:]] == ["Kindergarten", "Primary", "Market"]


def test_a_score_below_a_break_is_never_printed_as_if_it_had_reached_it(browser, map_file):
    # 89.96 is a B: 90 or 90.0 beside it would look like an A
    with browser.open(map_file, "#lang=en") as opened:
        assert "89.9" in text_of(opened, "#head")
        assert "90.0" not in text_of(opened, "#head")
        assert "89 B" in opened.page.locator(".label").all_inner_texts()[1].replace("\n", " ")


def test_click_on_a_community_opens_its_card_and_the_sea_closes_it(browser, map_file):
    with browser.open(map_file) as opened:
        opened.page.mouse.click(*clear_point(opened, 1))
        opened.page.wait_for_selector("#card h1")
        assert text_of(opened, "#card h1") == "Middle & Co"
        assert "c=middle" in opened.page.url
        opened.page.mouse.click(700, 860 - 100)
        opened.page.wait_for_selector("#card", state="hidden")
        assert "c=" not in opened.page.url
        opened.require_quiet()


def test_address_opens_view_item_card_and_language(browser, map_file):
    with browser.open(map_file, "#v=fac&t=10.market&c=west&lang=zh&m=bike") as opened:
        assert opened.page.get_attribute("html", "lang") == "zh-CN"
        assert text_of(opened, "#card h1") == fixtures.TEMPLATE
        assert "market" in opened.page.locator("#picker select option:checked").inner_text()
        assert opened.page.get_attribute('[data-mode="bike"]', "aria-pressed") == "true"
        opened.require_quiet()


def test_nonsense_in_the_address_is_ignored(browser, map_file):
    address = "#v=<img>&t=__proto__&c=constructor&lang=xx&z=a/b/c&m=hover&s=none"
    with browser.open(map_file, address) as opened:
        assert opened.page.get_attribute('[data-view="all"]', "aria-pressed") == "true"
        assert not opened.page.is_visible("#card")
        opened.require_quiet()


NASTY = (
    "lang=__proto__", "lang=constructor", "lang=toString", "lang=hasOwnProperty", "lang=",
    "z=-5/1e308/1e308", "z=1e308/0/0", "z=13/91/0", "z=13/0/181", "z=13//", "z=NaN/NaN/NaN",
    "z=Infinity/39/116", "z=0x10/39/116", "z=99/39/116", "z=13/39", "z=13/39/116/1", "z=///",
    "s=__proto__", "v=constructor", "v=fac&t=toString", "c=__proto__", "m=constructor",
    "c=%E0%A4%A", "%", "&&==&", "lang=en&lang=__proto__", "z=" + "9" * 400 + "/39/116",
)  # fmt: skip


@pytest.mark.parametrize("address", ["lang=__proto__", "z=-5/1e308/1e308", "z=99/91/181&c=%E0"])
def test_a_page_opened_at_a_nasty_address_is_the_page_as_it_is(browser, map_file, address):
    with browser.open(map_file) as opened:
        plain = text_of(opened, "body")
    with browser.open(map_file, f"#{address}") as opened:
        assert text_of(opened, "body") == plain
        opened.require_quiet()


def test_no_address_breaks_an_open_page(browser, map_file):
    with browser.open(map_file, "#lang=en") as opened:
        centre = """() => {
          const own = Object.entries(window).find(([name]) => name.startsWith("map_"))[1];
          const { lat, lng } = own.getCenter();
          return [own.getZoom(), lat, lng];
        }"""
        plain, before = text_of(opened, "body"), opened.page.evaluate(centre)
        for address in NASTY:
            opened.page.evaluate("address => { location.hash = address; }", address)
            opened.page.evaluate("() => new Promise((done) => setTimeout(done, 20))")
            assert opened.faults == [], address
            assert opened.page.evaluate(centre) == before, address
            if not address.startswith("v=fac"):
                opened.page.click('#views [data-view="all"]')
                assert text_of(opened, "body") == plain, address
        opened.require_quiet()


def test_an_address_far_off_is_brought_back_to_the_map(browser, map_file):
    with browser.open(map_file, "#z=0/-80/-170") as opened:
        zoom = opened.page.evaluate(
            "Object.entries(window).find(([name]) => name.startsWith('map_'))[1].getZoom()"
        )
        assert zoom > 5
        assert opened.page.locator(".label").count() >= 1
        opened.require_quiet()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("长" * 500, "长" * 500), ("W" * 500, "W" * 500), ("", "west"), ("  ", "west")],
    ids=["500 wide signs", "one word of 500 letters", "empty", "blank"],
)
@pytest.mark.parametrize("size", [SIZES["desk"], SIZES["phone"]], ids=["desk", "phone"])
def test_a_card_holds_a_name_of_any_length(browser, tmp_path, size, name, shown):
    town = fixtures.results().town
    names = [name, *town.communities["name"].iloc[1:]]
    path = page_with(tmp_path, communities=town.communities.assign(name=names, name_zh=None))
    with browser.open(path, "#c=west&lang=en", size=size) as opened:
        assert opened.page.locator("#card h1").text_content() == shown
        card = opened.page.locator("#card").bounding_box()
        for part in ("#card h1", "#card .close", "#card .item >> nth=0"):
            box = opened.page.locator(part).bounding_box()
            assert box["x"] >= card["x"]
            assert box["x"] + box["width"] <= card["x"] + card["width"] + 1
        assert opened.page.locator("#card h1").bounding_box()["height"] < 80  # two lines at most
        assert opened.page.locator("#card .item").count() == 8
        opened.page.click("#card .close")
        assert not opened.page.is_visible("#card")
        opened.require_quiet()


def test_card_lists_required_before_recommended_and_worst_first(browser, map_file):
    with browser.open(map_file, "#c=middle") as opened:
        items = opened.page.locator("#card .item")
        kinds = [items.nth(i).get_attribute("class").split()[-1] for i in range(items.count())]
        # 15: three met | 10: by bicycle, met | 5: not met, cannot tell, recommended by bicycle
        assert kinds == [
            "met", "met", "met", "by_bicycle", "met", "not_met", "cannot_tell", "by_bicycle",
        ]  # fmt: skip
        counts = text_of(opened, "#card .counts")
        assert counts == "4 met 1 bicycle only 1 not met ? 1 cannot tell"  # the sign is a "?"


def test_card_says_why_in_the_language_of_the_page(browser, map_file):
    with browser.open(map_file, "#c=west&lang=en") as opened:
        body = text_of(opened, "#card .body")
        assert "Not on foot, but by bicycle · 180 people live beyond 500 m" in body
        assert "None in the data: absence is not shown" in body
        opened.page.click(".language")
        body = text_of(opened, "#card .body")
        assert "步行不达标，骑行可达 · 180人居住在500米以外" in body
        assert "数据中无此类设施，不能断定缺失" in body
        assert opened.page.title().startswith("测试区<b>")


def test_what_is_not_known_is_never_printed_as_nothing(browser, map_file):
    with browser.open(map_file, "#c=east") as opened:
        assert "no score" in text_of(opened, "#card header")
        shown = set(opened.page.locator("#card .item .cover").all_inner_texts())
        assert shown == {"–"}
        assert "0%" not in text_of(opened, "#card .body")


def test_names_from_the_data_stay_text(browser, map_file):
    with browser.open(map_file, "#v=fac&t=15.clinic&c=west") as opened:
        for word in ("script", "img", "raw", "长", "bold"):
            opened.page.fill("#query", word)
            assert opened.page.locator("#hits button").count() > 0
        opened.page.fill("#query", "onerror")
        opened.page.click("#hits button")
        opened.page.click('#views [data-view="all"]')
        assert opened.page.evaluate("window.pwned") is None
        assert opened.page.locator("#head b b, #card b b, img").count() == 0
        assert fixtures.SCRIPT in opened.page.inner_text("#head")
        opened.require_quiet()


def test_long_names_do_not_push_the_card_apart(browser, map_file):
    with browser.open(map_file, "#c=west") as opened:
        wide = "e => e.scrollWidth <= e.clientWidth + 1"
        assert opened.page.locator("#card .body").evaluate(wide)
        assert opened.page.locator("#head").evaluate(wide)


def test_search_finds_communities_items_and_facilities_in_either_language(browser, map_file):
    with browser.open(map_file, "#lang=en") as opened:
        opened.page.keyboard.press("/")
        opened.page.keyboard.type("中间")
        assert text_of(opened, "#hits button") == "Middle & Co community"
        opened.page.keyboard.press("Enter")
        assert text_of(opened, "#card h1") == "Middle & Co"
        opened.page.keyboard.press("Escape")
        assert not opened.page.is_visible("#card")
        opened.page.fill("#query", "primary")
        opened.page.keyboard.press("Enter")
        assert "t=10.primary" in opened.page.url
        opened.page.fill("#query", "no such thing")
        assert text_of(opened, "#hits") == "Nothing of that name"
        opened.require_quiet()


def test_card_takes_the_focus_and_gives_it_back(browser, map_file):
    with browser.open(map_file) as opened:
        opened.page.focus("#head .row >> nth=1")
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate("document.activeElement.id") == "card-name"
        opened.page.keyboard.press("Escape")
        assert not opened.page.is_visible("#card")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
def test_nothing_covers_scale_legend_or_source(browser, map_file, size):
    with browser.open(map_file, "#v=fac&t=15.school", size=size) as opened:
        assert crossing_panels(opened) == []
        if size[0] > 700:  # on a telephone the card is a sheet over the foot
            opened.page.mouse.click(*clear_point(opened, 1))
            opened.page.wait_for_selector("#card h1")
            assert crossing_panels(opened) == []


def crossing_panels(opened):
    boxes = opened.page.evaluate(
        """() => ["head", "views", "tools", "picker", "card", "zoom", "legend", "scale", "source"]
          .map((id) => [id, document.getElementById(id).getBoundingClientRect()])
          .filter(([, box]) => box.width && box.height)
          .map(([id, box]) => [id, box.left, box.top, box.right, box.bottom])"""
    )
    return [
        (one[0], two[0])
        for one, two in itertools.combinations(boxes, 2)
        if one[1] < two[3] and two[1] < one[3] and one[2] < two[4] and two[2] < one[4]
    ]


def test_labels_do_not_overlap(browser, map_file):
    with browser.open(map_file, "#lang=en") as opened:
        boxes = opened.page.evaluate(
            """() => [...document.querySelectorAll(".label, .panel")]
              .map((label) => label.getBoundingClientRect()).filter((box) => box.width)
              .map((box) => [box.left + 1, box.top + 1, box.right - 1, box.bottom - 1])"""
        )
        assert not any(
            a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
            for i, a in enumerate(boxes)
            for b in boxes[:i]
        )


def test_view_of_an_item_draws_people_beyond_and_facilities(browser, map_file):
    with browser.open(map_file, "#v=fac&t=10.market") as opened:
        legend = text_of(opened, "#legend")
        assert "Market" in legend
        assert "People beyond the limit" in legend
        assert "Possible" not in legend  # no possible market in the data
        opened.page.select_option("#picker select", label="School <i>en</i> · 1,000 m")
        assert "Possible" in text_of(opened, "#legend")


def test_where_people_are_only_weights_shares_stand_in_place_of_persons(browser, tmp_path):
    path = page_with(tmp_path, people_basis="even")
    with browser.open(path, "#c=west&lang=en") as opened:
        assert "0% of residents live within all 6 service circles" in text_of(opened, "#head")
        assert "50% of residents" in text_of(opened, "#card header")
        assert "90% of residents live beyond 500 m" in text_of(opened, "#card .body")
        assert "people live" not in text_of(opened, "#card .body")
        opened.require_quiet()


def test_a_place_where_nothing_can_be_judged_is_drawn_as_unknown(browser, tmp_path):
    own = fixtures.results()
    checklist = own.checklist.assign(verdict="cannot_tell", cause="none found")
    numbers = ["level_15", "level_10", "level_5", "score"]
    nothing = {**dict.fromkeys(numbers, float("nan")), "grade": None, "items_assessed": 0}
    path = page_with(
        tmp_path,
        checklist=checklist,
        scores=own.scores.assign(**nothing),
        district=own.district.assign(**nothing),
    )
    with browser.open(path) as opened:
        head = text_of(opened, "#head")
        assert "No required facility type can be judged" in head
        # nobody misses a type that cannot be judged, which is no reason for a full green bar
        assert opened.page.locator("#head .strip, #head .strip-key").count() == 0
        assert "%" not in head
        assert {t.split("\n")[-1] for t in opened.page.locator(".label").all_inner_texts()} == {"?"}
        opened.require_quiet()


def two_standards():
    """The small town judged by two standards; the second finds the west at 95, an A."""
    own = fixtures.results()
    other = dataclasses.replace(fixtures.standard(), id="db11-2020")

    def twice(frame):
        index = frame.index.to_frame().assign(standard=other.id)
        copy = frame.set_axis(
            pd.MultiIndex.from_frame(index) if frame.index.nlevels > 1 else [other.id]
        )
        return pd.concat([frame, copy]).rename_axis(frame.index.names)

    scores = twice(own.scores)
    scores.loc[(other.id, "west"), ["score", "grade"]] = [95.0, "A"]
    return dataclasses.replace(
        own,
        standards={**own.standards, other.id: other},
        checklist=twice(own.checklist),
        district_checklist=twice(own.district_checklist),
        served=own.served | {other.id: own.served[fixtures.standard().id]},
        scores=scores,
        district=twice(own.district),
        missed=own.missed.assign(**{other.id: 0}),
    )


def test_a_map_by_two_standards_changes_between_them(browser, tmp_path):
    write_map(two_standards(), tmp_path / "map.html")
    with browser.open(tmp_path / "map.html", "#c=west&lang=en") as opened:
        assert text_of(opened, "#card .badge") == "C"
        opened.page.select_option("#head select", label="DB11-2020")
        assert text_of(opened, "#card .badge") == "A"
        assert "400 of 400 people" in text_of(opened, "#head")
        assert "s=db11-2020" in opened.page.url
        opened.require_quiet()
    with browser.open(tmp_path / "map.html", "#c=west&s=db11-2020") as again:
        assert text_of(again, "#card .badge") == "A"


def with_item(**changes):
    """The small town by its market alone, after changes to what it asks of the west."""
    own = fixtures.results(**changes.pop("study", {}))
    rows = changes.pop("rows", {})
    standard = fixtures.standard()
    market = dataclasses.replace(fixtures.ITEMS[3], **changes)
    kept = own.checklist.index.get_level_values("item") == "market"
    counts = {"items_required": 1, "items_assessed": 1, "items_met": 0}
    return dataclasses.replace(
        own,
        standards={standard.id: dataclasses.replace(standard, items=(market,))},
        checklist=own.checklist[kept].assign(**rows),
        scores=own.scores.assign(**counts),
        district=own.district.assign(**counts),
    )


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        (
            {"rule": "capacity"},
            "180 people have none with room for them within 500 m",
            "180人所在地500米以内无余量设施",
        ),
        (
            {"rule": "vehicle", "rows": {"limit": 4.0, "limit_unit": "min"}},
            "180 people live where no fire engine is within 4 min",
            "180人所在地消防车4分钟内无法到达",
        ),
        (
            {"rule": "time", "travel": "walk_or_cycle",
             "rows": {"limit": 15.0, "limit_unit": "min"}},
            "180 people live beyond 15 min on foot or by bicycle",
            "180人居住在步行或骑行15分钟以外",
        ),
        (
            {"rule": "time", "rows": {"limit": 7.5, "limit_unit": "min"}},
            "180 people live beyond 7.5 min",
            "180人居住在7.5分钟以外",
        ),
        (
            {"more": (Part(type="primary", radius_m=800.0),)},
            "180 people live beyond the limits",
            "180人居住在服务半径以外",
        ),
        (
            {"study": {"weight": "land"}, "rows": {"coverage": 0.25}},
            "25% of residential land served · 180 people live beyond 500 m",
            "居住用地覆盖25% · 180人居住在500米以外",
        ),
    ],
)  # fmt: skip
def test_the_card_says_what_people_lack_and_not_always_nearness(browser, tmp_path, changes, en, zh):
    write_map(with_item(**changes), tmp_path / "map.html")
    with browser.open(tmp_path / "map.html", "#c=west&lang=en") as opened:
        # what comes before is that they pass by bicycle, what follows the nearest market
        assert f"bicycle · {en} Nearest" in text_of(opened, "#card .body")
        opened.page.click(".language")
        assert f"骑行可达 · {zh} 最近" in text_of(opened, "#card .body")
        opened.require_quiet()


def test_shares_of_land_are_named_as_such_and_the_settings_stand_in_the_headline(browser, tmp_path):
    land = fixtures.results(weight="land", rule="time", min_certainty="seen")
    write_map(land, tmp_path / "map.html")
    with browser.open(tmp_path / "map.html", "#c=west&lang=en") as opened:
        heads = opened.page.locator("#card .level-head .units").all_inner_texts()
        assert {head.split(" · ")[1] for head in heads} == {"residential land within"}
        told = text_of(opened, "#head .settings")
        assert told == (
            "where the standard leaves it open: by walking time, share of residential land, not of "
            "people · items with figures less certain than “seen in a source” left out"
        )
        opened.page.click(".language")
        assert "按居住用地而非人口计算比例" in text_of(opened, "#head .settings")
    write_map(fixtures.results(), tmp_path / "map.html")
    with browser.open(tmp_path / "map.html", "#lang=en") as opened:
        assert opened.page.locator("#head .settings").count() == 0


def test_one_type_is_told_as_one_and_nobody_is_behind_where_all_are_alike(browser, tmp_path):
    own = with_item()
    alike = own.scores["score"].where(own.scores["score"].isna(), 100.0)
    for scores, behind in ((own.scores, True), (own.scores.assign(score=alike), False)):
        write_map(dataclasses.replace(own, scores=scores), tmp_path / "map.html")
        with browser.open(tmp_path / "map.html", "#lang=en") as opened:
            head = text_of(opened, "#head")
            assert "people live within the one service circle" in head
            assert ("Furthest behind" in head) is behind
            opened.require_quiet()
    none = {"items_assessed": 0, "score": float("nan"), "grade": None}
    write_map(dataclasses.replace(own, district=own.district.assign(**none)), tmp_path / "map.html")
    with browser.open(tmp_path / "map.html", "#lang=en") as opened:
        assert "The one required type cannot be judged" in text_of(opened, "#head")


def test_under_the_rule_of_time_limits_are_minutes(browser, tmp_path):
    own = fixtures.results(rule="time")
    minutes = own.checklist.index.get_level_values("level").astype(float)
    write_map(
        dataclasses.replace(
            own, checklist=own.checklist.assign(limit=minutes, limit_unit="min", rule="time")
        ),
        tmp_path / "map.html",
    )
    with browser.open(tmp_path / "map.html", "#c=west&lang=en") as opened:
        assert "walking time on streets" in text_of(opened, "#head")
        assert "180 people live beyond 10 min" in text_of(opened, "#card .body")
        assert " m " not in text_of(opened, "#card .body")


def with_supply():
    """The small town with a market that is counted by the community, at a tier of its own."""
    own = fixtures.results()
    standard = fixtures.standard()
    tier = dataclasses.replace(
        standard.levels["15"],
        id="subdistrict",
        name_en="Sub-district (tier)",
        name_zh="街道（级）",
        minutes=None,
        distance_m=None,
    )
    counted = dataclasses.replace(
        fixtures.ITEMS[3], level="subdistrict", rule="count", least=2, radius_m=None,
        certainty="general_low",
    )  # fmt: skip
    lacking = dataclasses.replace(
        fixtures.ITEMS[4], level="subdistrict", rule="amount", least=30, per="100_households",
        radius_m=None, certainty="general_medium",
    )  # fmt: skip
    standard = dataclasses.replace(
        standard,
        id="tier-counts",
        name_en="Counts of the tier (draft)",
        levels={**standard.levels, "subdistrict": tier},
        items=(*standard.items[:3], counted, lacking),
    )
    rows = {
        "market": ("partly", "", 1.0, 2.0, "facilities"),
        "primary": ("cannot_tell", "lacking households", None, 30.0, "m2/100 households"),
    }
    found = own.checklist.rename(index={"gb50180-2018": "tier-counts"})
    found = found[found.index.get_level_values("item").isin(["clinic", "school", "park", *rows])]
    found = found.rename(index={"10": "subdistrict"}, level="level")
    for item, (verdict, cause, value, limit, unit) in rows.items():
        own_rows = found.index.get_level_values("item") == item
        told = {"verdict": verdict, "cause": cause, "value": value, "limit": limit,
                "limit_unit": unit, "coverage": 0.5, "coverage_bicycle": float("nan"),
                "people_uncovered": 100.0}  # fmt: skip
        for name, value_of in told.items():
            found.loc[own_rows, name] = value_of
    served = own.served["gb50180-2018"].rename(columns={"10": "subdistrict"}, level=0)
    served["subdistrict", "market"] = 0.5
    standards = {"tier-counts": standard}
    renamed = {"gb50180-2018": "tier-counts"}
    return dataclasses.replace(
        own,
        standards=standards,
        checklist=found,
        district_checklist=fixtures.district_checklist_table(found),
        served={"tier-counts": served},
        scores=own.scores.rename(index=renamed).assign(level_other=[50.0, 50.0, float("nan")]),
        district=own.district.rename(index=renamed).assign(level_other=50.0),
        missed=own.missed.rename(columns=renamed),
    )


def test_rules_of_supply_levels_beyond_the_three_and_recalled_figures_are_told(browser, tmp_path):
    write_map(with_supply(), tmp_path / "map.html")
    with browser.open(tmp_path / "map.html", "#c=west&lang=en") as opened:
        head = text_of(opened, "#head")
        assert "Counts of the tier · each item by its own rule" in head
        assert "sub-district" in head
        views = opened.page.locator("#views button").all_inner_texts()
        assert [view.strip("▾ ") for view in views] == [
            "Overall", "15 min", "sub-district", "Facility",
        ]  # fmt: skip
        body = text_of(opened, "#card .body")
        assert "Sub-district found / limit · share" in body
        assert "1 / ≥ 2" in body
        assert "100 people live where there is not enough" in body
        assert "≥ 30 m²" in body
        assert "The number of households is not known" in body
        assert opened.page.locator("#card .recalled").all_inner_texts() == ["??", "?"]
        assert "recalled with medium and low confidence" in text_of(opened, "#card footer")
        opened.page.click('#views [data-view="other"]')
        assert "v=other" in opened.page.url
        assert "50 D" in opened.page.locator(".label").first.inner_text().replace("\n", " ")
        opened.require_quiet()


def test_the_view_of_a_count_says_what_is_asked_and_shades_the_unit(browser, tmp_path):
    write_map(with_supply(), tmp_path / "map.html")
    with browser.open(
        tmp_path / "map.html", "#v=fac&t=subdistrict.market&lang=en&m=bike"
    ) as opened:
        legend = text_of(opened, "#legend")
        assert "Market <i>en</i>: people supplied, %" in legend
        assert "at least 2 in each sub-district" in legend
        assert "low confidence" in legend
        assert "67% of communities hold one" in legend
        assert "50%" in opened.page.locator(".label").first.inner_text()
        # by bicycle there is nothing to draw; on foot the people of both inhabited communities
        assert "People without enough" not in legend
        opened.page.click('[data-mode="walk"]')
        assert "People without enough" in text_of(opened, "#legend")
        opened.page.click(".language")
        assert "每街道不少于2处" in text_of(opened, "#legend")
        assert "undefined" not in opened.page.inner_text("body")
        opened.require_quiet()


def test_a_view_that_the_other_standard_lacks_falls_back_to_overall(browser, tmp_path):
    write_map(with_supply(), tmp_path / "map.html")
    for view in ("10", "5"):
        with browser.open(tmp_path / "map.html", f"#v={view}") as opened:
            pressed = opened.page.locator('#views [aria-pressed="true"]').get_attribute("data-view")
            assert pressed == "all"
            opened.require_quiet()


def test_a_map_without_facilities_landscape_or_date_still_opens(browser, tmp_path):
    town = fixtures.results().town
    source = dataclasses.replace(town.sources[0], date=None, attribution=None)
    path = page_with(
        tmp_path,
        facilities=town.facilities.iloc[:0],
        landscape=town.landscape.iloc[:0],
        sources=(source,),
    )
    with browser.open(path, "#v=fac&t=15.clinic&c=middle") as opened:
        assert "OpenStreetMap data of" not in text_of(opened, "#head")
        opened.require_quiet()


def test_telephone_shows_the_lists_in_the_sheet(browser, map_file):
    with browser.open(map_file, size=SIZES["phone"]) as opened:
        assert not opened.page.is_visible("#head .row")
        opened.page.click("#legend .grip")
        assert opened.page.locator("#legend .row").first.is_visible()
        opened.page.locator("#legend .row").first.click()
        assert opened.page.is_visible("#card")
        opened.require_quiet()


def test_view_moved_by_hand_is_kept_in_the_address(browser, map_file):
    with browser.open(map_file) as opened:
        opened.page.click("#zoom button >> nth=0")
        opened.page.wait_for_url(re.compile("z="))
        address = opened.page.evaluate("location.hash")
    with browser.open(map_file, address) as again:
        again.page.click('#views [data-view="15"]')
        place = re.search(r"z=[^&]+", address)
        assert place
        assert place[0] in again.page.evaluate("location.hash")


def test_print_lays_out_one_page_with_a_round_ratio_and_comes_back(browser, map_file, tmp_path):
    with browser.open(map_file, "#c=west") as opened:
        opened.page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True)
        pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "map.pdf").read_bytes())
        assert len(pages) == 1
        opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert re.fullmatch(r"1 : [\d ]+", opened.page.inner_text("#ratio"))
        opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert opened.page.is_visible("#card")
        assert opened.page.locator(".printed").count() == 0
        opened.require_quiet()


@pytest.mark.parametrize("size", [SIZES["desk"], SIZES["phone"]], ids=["desk", "phone"])
def test_map_of_what_is_reached_opens_and_names_its_limits(browser, reach_file, size):
    with browser.open(reach_file, size=size) as opened:
        legend = text_of(opened, "#legend")
        assert "5 min" in legend
        assert "15 min" in legend
        assert "Streets reached" in legend
        assert fixtures.ATTRIBUTION in text_of(opened, "#source")
        opened.require_quiet()


def test_map_of_what_is_reached_knows_metres_bicycles_and_chinese(browser, tmp_path):
    reach = fixtures.reach(lang="zh", elevation="山.tif", unknown_slope=0.25, waiting=True)
    rings = reach.rings.assign(profile="bike")
    rider = Traveller(name="bike", name_zh="骑行", speed_kmh=12)
    streets = reach.streets.assign(profile="bike")
    reach = dataclasses.replace(
        reach,
        rings=rings,
        streets=streets,
        travellers=(rider,),
        facilities={"en": "Schools", "zh": "小学"},
    )
    path = tmp_path / "reach.html"
    path.write_text(isochrone_html(reach), encoding="utf-8")
    with browser.open(path) as opened:
        assert text_of(opened, "h1") == "骑行可达范围"
        assert "15分钟" in text_of(opened, "#legend")
        head = text_of(opened, "#head")
        for told in (
            "平路速度12公里/小时",
            "已计坡度（山.tif）",
            "25%的道路长度无高程数据",
            "等候",
        ):
            assert told in head
        assert "从小学出发（1个出入口）" in head
        assert opened.page.locator("#who").count() == 0
        assert "undefined" not in opened.page.inner_text("body")
        opened.require_quiet()


def test_distances_are_said_to_know_no_slope_and_facilities_are_reached(browser, tmp_path):
    reach = fixtures.reach(elevation="hill.tif", unknown_slope=0.25, waiting=True, at_edge=True)
    rings = reach.rings.assign(limit=[1000.0, 500.0, 300.0], unit="m")
    schools = {"en": "Primary school", "zh": "小学"}
    reach = dataclasses.replace(reach, rings=rings, facilities=schools, towards=True)
    path = tmp_path / "reach.html"
    path.write_text(isochrone_html(reach), encoding="utf-8")
    with browser.open(path) as opened:
        assert "300 m" in text_of(opened, "#legend")
        head = text_of(opened, "#head")
        assert "who reaches: Primary school (1 entrance)" in head
        assert "distances: slope and waiting do not count" in head
        assert "the data end within these areas" in head
        for silent in ("km/h", "hill.tif", "no height", "signals"):
            assert silent not in head
        opened.require_quiet()


def test_map_of_what_is_reached_changes_the_traveller(browser, tmp_path):
    reach = fixtures.reach()
    far = reach.rings[:1].assign(profile="slow", limit=7.0)
    reach = dataclasses.replace(
        reach,
        rings=pd.concat([reach.rings, far]),
        streets=pd.concat([reach.streets, reach.streets.assign(profile="slow", limit=7.0)]),
        travellers=(
            *reach.travellers,
            Traveller(name="slow", name_zh="慢行者", speed_kmh=3.06, unknown_share=0.9),
        ),
    )
    path = tmp_path / "reach.html"
    path.write_text(isochrone_html(reach), encoding="utf-8")
    with browser.open(path) as opened:
        assert text_of(opened, "h1") == "Reached on foot"
        assert "passable" not in text_of(opened, "#head")
        opened.page.click("#who button:nth-child(2)")
        assert text_of(opened, "h1") == "Reached by slow"
        assert "7 min" in text_of(opened, "#legend")
        assert "15 min" not in text_of(opened, "#legend")
        assert "3.06 km/h" in text_of(opened, "#head")
        assert "for 90 % of street length the map does not tell" in text_of(opened, "#head")
        opened.require_quiet()
