"""A second reading of the filter grammar: one object, one condition at a time, slowly."""

import re
import unicodedata
from collections.abc import Mapping

from accessibility.standards.types import TypeTable

NAMES = ["name", "official_name", "alt_name", "short_name"]
NAMES += [f"name:{code}" for code in ("zh", "zh-Hans", "zh-Hant", "en", "fr", "de")]
NAMES += [f"name:{code}" for code in ("es", "pt", "it", "cy")]
LETTERS = {"ø": "o", "œ": "oe", "æ": "ae"}


def plain(name: str) -> str:
    """A name letter by letter: no case, no accents, spaces for punctuation."""
    letters = []
    for letter in unicodedata.normalize("NFKD", name.casefold()):
        if unicodedata.combining(letter):
            continue
        letters.append(LETTERS.get(letter, letter) if letter.isalnum() else " ")
    return " " + " ".join("".join(letters).split()) + " "


def meets(tags: Mapping[str, str], shape: str, clause: str, table: TypeTable) -> bool:
    """Whether an object meets a clause without type=, inside= and outside=."""
    clause = re.sub(r"\s*\|\s*", "|", clause)
    return all(holds(tags, shape, test.strip(), table) for test in clause.split("&"))


def holds(tags: Mapping[str, str], shape: str, test: str, table: TypeTable) -> bool:
    """Whether one condition holds."""
    if test.startswith("@"):
        return any(meets(tags, shape, clause, table) for clause in table.filters[test[1:]])
    if test.startswith("geom="):
        return shape in test[5:].split("|")
    if "!=" in test:
        return not holds(tags, shape, test.replace("!=", "=", 1), table)
    if test.startswith("!"):
        return not holds(tags, shape, test[1:], table)
    if "~" in test:
        key, words = test.split("~", 1)
        keys = {"name": NAMES, "main_name": ["name"]}.get(key, [key])
        texts = [plain(tags[key]) for key in keys if key in tags]
        patterns = [word.replace("_", " ") for word in listed(words, table)]
        return any(pattern in text for pattern in patterns for text in texts)
    return any(value_holds(value, test, table) for value in values(tags, test))


def values(tags: Mapping[str, str], test: str) -> list[str]:
    """The values of the keys that a condition names."""
    keys = re.split(r"[=\[<>]", test)[0].split("|")
    return [
        value
        for key, value in tags.items()
        if key in keys or any(k.endswith("*") and key.startswith(k[:-1]) for k in keys)
    ]


def value_holds(value: str, test: str, table: TypeTable) -> bool:
    """Whether one value meets the right side of a condition."""
    if found := re.search(r"\[(.*)\.\.(.*)\]", test):
        return overlaps(value, float(found[1]), float(found[2]))
    if "<=" in test:
        return overlaps(value, -1e9, float(test.split("<=")[1]))
    if ">=" in test:
        return overlaps(value, float(test.split(">=")[1]), 1e9)
    words = listed(test.split("=", 1)[1], table)
    return words == ["*"] or any(item.strip() in words for item in value.split(";"))


def overlaps(value: str, low: float, high: float) -> bool:
    """Whether any number or range of a list reaches into low to high."""
    for item in re.split("[;,]", value):
        numbers = [part.strip() for part in item.split("-")]
        if len(numbers) <= 2 and all(re.fullmatch(r"\d+(\.\d+)?", n) for n in numbers):
            ends = sorted(float(n) for n in numbers)
            if ends[0] <= high and ends[-1] >= low:
                return True
    return False


def listed(words: str, table: TypeTable) -> list[str]:
    """The words of a choice, with the named lists put in."""
    found = []
    for word in words.split("|"):
        found += table.words[word[1:]] if word.startswith("@") else [word]
    return found
