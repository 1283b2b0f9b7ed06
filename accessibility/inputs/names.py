"""Names made comparable: without case, accents and punctuation, and their stems."""

import re
import unicodedata
from collections.abc import Iterable

# Read by `name~`: what a place is called now. Never old_name or operator.
NAME_KEYS = (
    *("name", "name:zh", "name:zh-Hans", "name:zh-Hant", "name:en", "name:fr", "name:de"),
    *("name:es", "name:pt", "name:it", "name:cy", "official_name", "alt_name", "short_name"),
)

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l"})
_MARKS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]+"
)
_NOT_A_WORD = re.compile(r"(?:(?!\n)[\W_])+")

_HAN = "\u3400-\u9fff"
# Where the name of a place ends and that of its part begins: 第一医院(东院), 第一小学东校区.
_PART = re.compile(
    rf"[(（［\[]|(?<=[{_HAN}\s])[-–—·・]|[-–—·・](?=[{_HAN}\s])"
    rf"|[东西南北中新老本東]?(?:校区|校區)|[0-9一二三四五六七八九十]*号楼|门诊|門診|分部|[东西南北東]门|,?\s*\b[NESW]{{1,2}}-bound\b"
)


def normalised(names: Iterable[str]) -> list[str]:
    """Each name in lower case, without accents, its words between single spaces.

    There is a space at both ends, so that ` kita ` is found as a whole word.
    """
    lines = [name.replace("\n", " ") for name in names]
    if not lines:
        return []
    text = "\n".join(lines)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    text = _NOT_A_WORD.sub(" ", unicodedata.normalize("NFC", text.translate(_LETTERS)))
    return [f" {line.strip()} " for line in text.split("\n")]


def stems(names: Iterable[str]) -> list[str]:
    """What the names of one place's parts have in common, normalised.

    The name up to its first bracket, dash or word for a part (号楼, 门诊, 校区, 北门). A dash
    inside a Latin word is no end: Saint-Maur and Saint-Charles are two places.
    """
    names = list(names)
    short = normalised(_PART.split(name, maxsplit=1)[0] for name in names)
    whole = normalised(names)
    return [a if a.strip() else b for a, b in zip(short, whole, strict=True)]
