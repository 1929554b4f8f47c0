"""The words of a text as the index sees them, their stems, and those that don't say what a text is about."""

import unicodedata
from functools import lru_cache

_LONGEST = 60
_STOP_WORDS = """
a able about across actually after again ago all alone already also always am among an and another any anyone anything
are around as ask asked asking asks at be because become becomes been before being between both but by called came can
cannot come comes coming compare compared comparison could define definition describe did differ difference
differences different differs do does doing done each earlier either else enough even ever every everything exactly
example examples explain explained few find finds first for found from gave get gets getting give given gives go goes
going gone got had happen happened happening happens has have having he her here him his how hows i if im in instead
into is it its ive just keep keeping keeps kept kind knew know knowing known knows last later least less let lets
letting like liked little longer look looked looking looks lot lots made make makes making many may me mean meaning
means might more most much must my myself name named need needed needs never no nobody nor not nowadays of off
on once one only or other others our out over own please put puts putting really said same say saying says see
seem seems seen several she should show showed showing shown shows since so some somebody someone something soon sort
stand stands still stood such suddenly take taken takes taking tell telling than that the their them then there these
they thing things think thinking thinks this those though to today together told too took tried tries try trying under
until up upon us use used uses using versus very via vs want wanted wanting wants was way ways we well went were what
whatever whats when where whether which while who whom whose why will with within without work working works would yet
you your
aren arent cant couldn couldnt d didn didnt doesn doesnt don dont hadn hadnt hasn hasnt haven havent isn isnt ll m re
s shouldn shouldnt t ve wasn wasnt weren werent won wont wouldn wouldnt
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that a question is made of, and that don't say what it is about."""

_SENTENCE_WORDS = """
a about an and are as at by did do does for from how i if in into is it its me my of on or our than that the their this
to versus vs was we were what whats when where whether which who whose why with would you your
"""

SENTENCE_WORDS = frozenset(_SENTENCE_WORDS.split())
"""Words that a name seldom has. A few words without any of them are a phrase: `quick sort` is about sorting."""

_QUALIFIERS = """
after before down earlier few first last later least less little longer mean more most named never no not off once one
only over same think thinking under up within without
"""

QUALIFIERS = frozenset(_QUALIFIERS.split())
"""Stop words that make something else of a name beside them: a thinking model isn't just a model."""

_ENDINGS = ("ing", "ies", "ed", "es", "s", "e", "y")


def split_words(text: str) -> tuple[str, ...]:
    """The words of a text as the index sees them: letters, digits and the marks that belong to letters."""
    for sign in set(text):  # one by one, which is faster than to translate all of them
        if not (sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc", "Co")):
            text = text.replace(sign, " ")
    return tuple(word[:_LONGEST] for word in text.split())


@lru_cache(4096)
def word_stem(word: str) -> str:
    """A word without its ending, which is roughly what the index has."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
