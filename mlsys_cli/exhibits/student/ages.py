"""Sentences about ages: whose age is meant, and at what time."""

import re

_NOW = ""
_THEIRS = r"(?:their ages|the ages of both)"
_VERB = r"(?:is|was|will be|were)"
_CLAUSE = re.compile(rf"(?P<who>.+?) {_VERB} (?P<rest>.+)")  # mary is twice as old as ann
_TIME = r"(?:in (?P<later>\S+) years?(?: time)?|(?P<years>\S+) years? (?P<when>from now|hence|ago))"
_BEFORE = re.compile(rf"{_TIME}(?: ,)? (?P<rest>.+)")  # in 5 years , mary will be 20
_AFTER = re.compile(rf"(?P<rest>.+) {_TIME}")  # mary will be 20 in 5 years
# mary will be twice as old as ann in 5 years: the time is that of both, as there is one verb only
_SAME_TIME = re.compile(rf"(?P<who>.+?) (?:was|will be|were) (?P<rest>(?:(?! {_VERB} ).)+) {_TIME}")
_AS_OLD = re.compile(r"(?P<times>(?:.+ )?)as old as (?P<whom>.+)")  # 2 times as old as ann
_OLDER = re.compile(
    r"(?P<years>.+?) (?:years? )?(?P<how>older than|younger than) (?P<whom>.+)"
)  # 4 years older than ann
_OLD = re.compile(r"(?P<years>\S+) years?(?: old| of age)?|(?P<old>\S+) old")  # 20 years old
_AGE = re.compile(r"(?P<who>(?:\S+'s )*\S+'s?) age(?: (?P<now>now))?")  # mary's uncle's age now


class Ages:
    """Rewrites sentences, and remembers the persons whose ages it met."""

    def __init__(self) -> None:
        self.persons: list[str] = []
        self._unknown_times = 0

    def rewritten(self, sentence: str) -> list[str]:
        """A sentence about ages as equations; another is left as it is."""
        sentence = re.sub(r"(?<=old|age) now$", "", self._without_pronouns(sentence))
        if asked := re.fullmatch(rf"how old {_VERB} (?P<whom>.+?)(?: be)?(?: now)?", sentence):
            return [f"find {' and '.join(self._age_of(item) for item in asked['whom'].split(' and '))}"]
        if asked := re.fullmatch(
            r"how old (?:is|was|will) (?P<whom>.+?) (?:be )?(?P<when>(?:in )?\S+ years?.*)", sentence
        ):
            return [f"find {self._age_of(asked['whom'] + ' ' + asked['when'])}"]
        when = _NOW
        if before := _BEFORE.fullmatch(sentence):
            when, sentence = _shift(before), before["rest"]
        if " when " in sentence and "as old as" in sentence:
            sentence, _, at_that_time = sentence.partition(" when ")
            self._unknown_times += 1
            past = f"minus years-since-{self._unknown_times}".replace("-", " ")
            return [self._equation(sentence, when, past), self._equation(at_that_time, past, past)]
        return [self._equation(sentence, when, when)]

    def _equation(self, sentence: str, when: str, whom_when: str) -> str:
        clause = _CLAUSE.fullmatch(sentence)
        if clause is None:
            return self._shifted(sentence, when)
        who, rest = clause["who"], clause["rest"]
        if whom_when == when and (then := _SAME_TIME.fullmatch(sentence)):
            who, rest, when = then["who"], then["rest"], _shift(then)
            whom_when = when
        if match := _AS_OLD.fullmatch(rest):
            return f"{self._age_of(who, when)} is {match['times']}{self._age_of(match['whom'], whom_when)}"
        if match := _OLDER.fullmatch(rest):
            sign = "plus" if match["how"].startswith("older") else "minus"
            return f"{self._age_of(who, when)} is {self._age_of(match['whom'], whom_when)} {sign} {match['years']}"
        if (match := _OLD.fullmatch(rest)) and not who.startswith(("how", "what", "find")):
            return f"{self._age_of(who, when)} is {match['years'] or match['old']}"
        if _AGE.search(rest) and not _AGE.search(who) and who.split()[0] not in {"how", "what", "find"}:
            who = self._age_of(who, when)
            return f"{who} is {self._shifted(rest, when)}"
        return self._shifted(sentence, when)

    def _age_of(self, whom: str, when: str = _NOW) -> str:
        """The age of a person, who may come with a time of their own: `ann was`, `his father 4 years ago`."""
        if match := _AFTER.fullmatch(whom):
            whom, when = match["rest"], _shift(match)
        if whom.endswith(" now"):
            whom, when = whom.removesuffix(" now"), _NOW
        whom = re.sub(rf" {_VERB}$", "", whom)
        age = whom if whom.endswith(" age") else f"{whom}'s age"
        person = age.removesuffix("'s age")
        if person not in self.persons:
            self.persons.append(person)
        return f"( {age} {when} )" if when else age

    def _shifted(self, text: str, when: str) -> str:
        """The text with each age in it at its time."""
        own = re.compile(_AGE.pattern + r"(?P<own> (?:in \S+ years?|\S+ years? (?:from now|hence|ago)))?")
        text = re.sub(_THEIRS, f"their ages <{when}>", text)
        return own.sub(lambda age: self._age_of(age[0].strip(), when), text)

    def _without_pronouns(self, sentence: str) -> str:
        if not self.persons:
            match = re.match(rf"(?:find )?(?P<who>[a-z]+)(?:'s)? (?:age|{_VERB})", sentence)
            if not match:
                return sentence
            first = match["who"]
        else:
            first = self.persons[0]
        if first in {"he", "she", "it", "what", "how"}:
            return sentence
        sentence = re.sub(r"(?<!\S)(?:his|her)(?= \S)", f"{first}'s", sentence)
        return re.sub(r"(?<!\S)(?:he|she)(?!\S)", first, sentence)

    def gathered(self, sentence: str) -> str:
        """The sentence with `their ages` spelt out."""

        def spelt_out(match: re.Match[str]) -> str:
            return " and ".join(self._age_of(person, match["when"] or _NOW) for person in [*self.persons])

        return re.sub(rf"{_THEIRS}(?: <(?P<when>.*?)>)?", spelt_out, sentence) if self.persons else sentence


def _shift(time: re.Match[str]) -> str:
    """A time as what is added to an age: `plus 2`."""
    if time["later"]:
        return f"plus {time['later']}"
    return f"{'minus' if time['when'] == 'ago' else 'plus'} {time['years']}"
