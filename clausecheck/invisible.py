"""Which characters a reader cannot see, and what is shown in their place: text of agreements and names of files are hostile.

A control character may be obeyed by a terminal; one that is invisible makes two names look alike, or hides a text in another.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: What Unicode lets a reader ignore (Default_Ignorable_Code_Point), and the letters and signs that are blank.
_IGNORED = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_JOINER, _NON_JOINER, _AS_EMOJI = "\u200d", "\u200c", "\ufe0f"


@functools.lru_cache(maxsize=4096)
def unseen(char: str) -> bool:
    """Whether a reader cannot see a character, or a terminal would obey it."""
    return unicodedata.category(char) in _UNSEEN or _IGNORED.match(char) is not None


def honest(text: str, index: int) -> bool:
    """Whether an invisible character does what it is for: it joins an emoji, gives one its colours, or stands (the non-joiner)
    inside a word that needs it."""
    char = text[index]
    if char not in (_JOINER, _NON_JOINER, _AS_EMOJI) or index == 0:
        return False
    before = unicodedata.category(text[index - 1])
    if char == _AS_EMOJI:
        return before == "So"
    if index == len(text) - 1:
        return False
    after = unicodedata.category(text[index + 1])
    if char == _JOINER:
        return after == "So" and (before in ("So", "Sk") or text[index - 1] == _AS_EMOJI)
    return before in ("Lo", "Mn", "Mc") and after == "Lo"
