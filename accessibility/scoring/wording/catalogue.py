"""The sentences of the checklist, in each language; what stands in braces is filled in."""

from collections.abc import Mapping

from accessibility.scoring.wording.chinese import CHINESE
from accessibility.scoring.wording.english import ENGLISH

SENTENCES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "zh": CHINESE}
