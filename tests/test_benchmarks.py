"""The measurements' own arithmetic: inputs that are what they say, agreement, ratios."""

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from benchmarks import agree, cities, peers, report

# 0 --100-- 1 --200-- 2, and a second, longer street from 0 to 1
SMALL = cities.Graph(
    "small",
    np.array([[0.0, 0.0], [0.1, 0.0], [0.3, 0.0]]),
    np.array([0, 1, 0], np.int32),
    np.array([1, 2, 1], np.int32),
    np.array([100, 200, 700], np.int32),
)


def test_scipy_is_given_the_shorter_of_two_parallel_streets():
    # their sum would be 800, the shorter is 100; on to node 2 it is 300
    cost = dijkstra(peers.scipy_graph(SMALL), indices=0)
    assert cost.tolist() == [0, 100, 300]


def test_tiles_are_copies_with_lengths_within_a_tenth_and_fifty_links_to_each_neighbour():
    tiled = cities.tiled(SMALL, 2, 2)
    assert tiled.n == 4 * SMALL.n
    # 4 tiles of 3 streets; 2 neighbours side by side and 2 one below the other
    assert len(tiled.mm) == 4 * 3 + 4 * 50
    copied = tiled.mm[:12].reshape(4, 3) / SMALL.mm
    assert (np.abs(copied - 1) <= 0.1 + 0.005).all()  # lengths are whole
    assert (tiled.tail[:12] // SMALL.n == np.repeat(range(4), 3)).all()


def test_facilities_are_the_same_each_time_and_no_node_holds_two_of_a_type():
    graph = cities.Graph("", np.zeros((10_000, 2)), *(np.zeros(0, np.int32),) * 3)
    first, again = cities.facilities(graph), cities.facilities(graph)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert [len(first[0]), len(first[-1])] == [3, 200]  # at least 3; one in fifty
    assert all(len(np.unique(group)) == len(group) for group in first)


def test_tables_of_all_engines_are_brought_to_one_form():
    ours = np.array([[0, 1500, -1]], np.int32)
    in_words = [{0: 0, 1: 1500}]
    for answer in (ours, in_words, [np.array([0.0, 1500.0, np.inf])]):
        assert agree.table(answer, 3).tolist() == [[0.0, 1500.0, np.inf]]


def test_agreement_counts_what_one_alone_reaches_and_the_largest_difference():
    found = np.array([0.0, 10.0, np.inf, 5.0])
    reference = np.array([0.0, 12.0, 3.0, np.inf])
    told = agree.compare(found, reference, within_mm=5, alone=1)
    assert (told.only_one, told.worst_mm, told.reached) == (2, 2.0, 3)


@pytest.mark.parametrize(("within_mm", "alone"), [(1, 1), (5, 0.25)])
def test_a_time_does_not_count_where_answers_differ_too_much(within_mm, alone):
    found, reference = np.array([0.0, 10.0, np.inf]), np.array([0.0, 12.0, 3.0])
    with pytest.raises(agree.DisagreementError):
        agree.compare(found, reference, within_mm=within_mm, alone=alone)


def test_a_ratio_is_how_many_times_longer_the_peer_takes():
    lines = [report.Line("ours", 0.5), report.Line("peer", 4.0), report.Line("gone", None, "why")]
    assert report.ratio(lines, "peer", "ours") == 8
    assert report.ratio(lines, "gone", "ours") is None


@pytest.mark.parametrize(
    ("claim", "held"),
    [
        (report.Claim("w", "p", 8.0, 8), True),
        (report.Claim("w", "p", 7.9, 8), False),
        (report.Claim("w", "p", 3.0, 3, at_most=True), True),
        (report.Claim("w", "p", 3.1, 3, at_most=True), False),
        (report.Claim("w", "p", None, 3), False),  # not measured is not held
    ],
)
def test_a_claim_holds_at_its_figure_and_never_unmeasured(claim, held):
    assert claim.held is held


def test_the_page_lists_a_peer_that_could_not_run_with_its_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "PAGE", tmp_path / "RESULTS.md")
    lines = [report.Line("ours", 0.5), report.Line("valhalla", None, "no wheel")]
    section = report.Section("k", "Title", "text", lines=report.lines_against("ours", lines))
    text = report.write_page([section], processor="p", versions="v", date="d").read_text()
    assert "| valhalla | not run | | | | no wheel | |" in text
    assert "| ours | 0.500 |  | 1 | 1 |  |  |" in text
