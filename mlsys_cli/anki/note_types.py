"""Anki's note types: their names and the templates of their cards.

Names and ids stay the same for ever, or else an import would bring a second note type beside the one that is there. So
do the names of the fields.
"""

from typing import NamedTuple

from mlsys_cli.quiz.flashcard_sides import Form


class NoteType(NamedTuple):
    """A note type, with the templates of the two sides of its one card."""

    id: int
    name: str
    front: str
    back: str


_HINT = "{{#Hint}}<div>{{hint:Hint}}</div>{{/Hint}}"
_FOOT = (
    '<div class="explanation">{{Explanation}}</div>'
    '<div class="foot">{{Source}}{{#Open}}<p><code>{{Open}}</code></p>{{/Open}}</div>'
)
_ANSWER = '<hr id="answer"><div class="answer">{{Answer}}</div>'

NOTE_TYPES = {
    Form.SIDES: NoteType(1_427_306_419, "mlsys", "{{Question}}" + _HINT, "{{Question}}" + _ANSWER + _FOOT),
    Form.TYPED: NoteType(
        1_589_073_642,
        "mlsys (type the answer)",
        "{{Question}}" + _HINT + "{{type:Answer}}",
        '{{Question}}<hr id="answer">{{type:Answer}}' + _FOOT,
    ),
    Form.CLOZE: NoteType(
        1_893_127_754,
        "mlsys (cloze)",
        "{{cloze:Question}}" + _HINT,
        "{{cloze:Question}}" + _ANSWER + _FOOT,
    ),
}
"""The note type of each form."""

STYLE = """\
.card { font-family: sans-serif; font-size: 18px; line-height: 1.45; text-align: left; max-width: 42em; margin: auto; }
.cloze { font-weight: bold; color: #2a62b0; }
.nightMode .cloze { color: #8ab4f8; }
.answer { font-weight: bold; }
.foot { font-size: 75%; opacity: 0.75; }
pre { overflow-x: auto; }
"""
