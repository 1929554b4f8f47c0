"""An item is added to a YAML file as an author would add it: nothing else in the file changes."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlsys_cli.book.author.text_edits import insert_into, insert_item, sound_document
from mlsys_cli.errors import MlsysError, UnreadableError
from tests.support.cases import each

ITEM = "id: m\nname: New\n# aliases: [n]\n"


def by_id(item: Any) -> str:
    return str(item.get("id"))


def insert(text: str) -> str:
    return insert_item("glossary.yaml", text, "terms", ITEM, by_id).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "terms:\n- id: a\n- id: z\n",
            "terms:\n- id: a\n- id: m\n  name: New\n  # aliases: [n]\n- id: z\n",
            id="between two, as the list is sorted",
        ),
        pytest.param(
            "terms:\n- id: z\n- id: a\n",
            "terms:\n- id: z\n- id: a\n- id: m\n  name: New\n  # aliases: [n]\n",
            id="at the end, as the list is not sorted",
        ),
        pytest.param(
            "terms:\n    - id: a\n      # example: of a\n\n    # About z.\n    -   id: z\n",
            "terms:\n    - id: a\n      # example: of a\n\n    - id: m\n      name: New\n      # aliases: [n]\n\n"
            "    # About z.\n    -   id: z\n",
            id="a comment above an item stays with it, one that is indented more stays with the item above",
        ),
        pytest.param(
            "terms:\n- id: a\n  body: |\n    one\n    # two\n# About z.\n- id: z\n",
            "terms:\n- id: a\n  body: |\n    one\n    # two\n"
            "- id: m\n  name: New\n  # aliases: [n]\n# About z.\n- id: z\n",
            id="what looks like a comment in a block scalar is text",
        ),
        pytest.param(
            "terms:\n- id: a\n  body: |\n    one\n\n\neras: []\n",
            "terms:\n- id: a\n  body: |\n    one\n\n- id: m\n  name: New\n  # aliases: [n]\n\n\neras: []\n",
            id="the empty lines below the list stay below it",
        ),
        pytest.param(
            "terms:\n- id: a\n  body: |+\n    one\n\n",
            "terms:\n- id: a\n  body: |+\n    one\n\n- id: m\n  name: New\n  # aliases: [n]\n",
            id="empty lines that a text keeps are the text's",
        ),
        pytest.param(
            "terms: [ ]   # none yet\nother: 1",
            "terms:   # none yet\n  - id: m\n    name: New\n    # aliases: [n]\nother: 1",
            id="empty brackets become a list",
        ),
        pytest.param("# Words.\n", "# Words.\n\nterms:\n  - id: m\n    name: New\n    # aliases: [n]\n", id="comments"),
        pytest.param("", "terms:\n  - id: m\n    name: New\n    # aliases: [n]\n", id="nothing"),
        pytest.param("terms:\n", "terms:\n  - id: m\n    name: New\n    # aliases: [n]\n", id="the key alone"),
        pytest.param(
            "eras:\n- id: x\n# The end.\n",
            "eras:\n- id: x\n# The end.\n\nterms:\n  - id: m\n    name: New\n    # aliases: [n]\n",
            id="another key",
        ),
        pytest.param(
            "terms:\n- id: a", "terms:\n- id: a\n- id: m\n  name: New\n  # aliases: [n]\n", id="no line end at the end"
        ),
        pytest.param(
            "terms:\n-\n  id: a\n- # odd\n  id: z\n...\n",
            "terms:\n-\n  id: a\n- id: m\n  name: New\n  # aliases: [n]\n- # odd\n  id: z\n...\n",
            id="dashes alone on their lines",
        ),
        pytest.param(
            "terms: &all\n- {id: a, tags: [x, y]}\n- !!map {id: z}\n",
            "terms: &all\n- {id: a, tags: [x, y]}\n- id: m\n  name: New\n  # aliases: [n]\n- !!map {id: z}\n",
            id="items in braces",
        ),
    ],
)
def test_an_item_is_added_where_an_author_would_add_it(before: str, after: str) -> None:
    assert insert(before) == after


def test_line_ends_stay_what_they_are() -> None:
    assert insert("terms:\r\n- id: a\r\n") == "terms:\r\n- id: a\r\n- id: m\r\n  name: New\r\n  # aliases: [n]\r\n"


@each("text, line", [("", 2), ("terms:\n- id: a\n", 3), ("# One.\n", 4), ("terms:\n\n- id: z\n", 3), ("eras: []", 4)])
def test_the_line_is_that_of_the_dash(text: str, line: int) -> None:
    made = insert_item("glossary.yaml", text, "terms", ITEM, by_id)
    assert made.line == line
    assert made.text.splitlines()[line - 1].strip() == "- id: m"


@each(
    "text, place",
    [
        ("terms: [{id: a}]\n", "1:8"),
        ("\nterms: [ # none\n]\n", "2:8"),
        ("{terms: []}\n", "1:1"),
        ("- id: a\n", "1:1"),
        ("terms: all\n", "1:8"),
        ("? terms\n: - id: z\n", "1:1"),
    ],
)
def test_where_there_is_no_place_it_says_so(text: str, place: str) -> None:
    with pytest.raises(MlsysError, match=rf"glossary\.yaml:{place}"):
        insert(text)


def test_a_file_that_is_not_yaml_is_not_touched() -> None:
    with pytest.raises(UnreadableError, match=r"glossary\.yaml:1:8"):
        insert("terms: [\n")


@each(
    "before, after",
    [
        ("parts: [{chapters: [a, b]}]\n", "parts: [{chapters: [a, b, new]}]\n"),
        ("parts: [{chapters: [a, b, ]}]\n", "parts: [{chapters: [a, b, new, ]}]\n"),
        ("parts: [{chapters: []}]\n", "parts: [{chapters: [new]}]\n"),
        ("parts:\n- chapters: [a,  # one\n    b]\n", "parts:\n- chapters: [a,  # one\n    b, new]\n"),
        ("parts:\n- chapters:\n  - a  # one\n  title: T\n", "parts:\n- chapters:\n  - a  # one\n  - new\n  title: T\n"),
        ("parts:\n- chapters: []\n  title: T\n", "parts:\n- chapters:\n    - new\n  title: T\n"),
        ("parts:\n- chapters: [ # none\n  ]\n", "parts:\n- chapters: [new # none\n  ]\n"),
    ],
)
def test_a_word_finds_room_in_any_list(before: str, after: str) -> None:
    document = sound_document("book.yaml", before)
    assert insert_into(document, ("parts", 0, "chapters"), "new").text == after


# --- any file --------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["a", "one two", "é ü", "x: y", "# no", "it's", '"q"', "1958", "- dash", "日本", ""])
COMMENTS = st.sampled_from(["", "", "", "# c", "  # deeper", "      # deepest", "# - id: no", "\t# tab", "\n", "# é\n"])


@st.composite
def item_lines(draw: st.DrawFn, number: int) -> str:
    """An item of a list in one of many spellings, with comments in it."""
    name = draw(WORDS)
    entry_id = draw(st.sampled_from("abklmnoz")) + str(number)
    shape = draw(st.integers(0, 5))
    if shape == 0:
        return f"{{id: {entry_id}, name: {quote(name)}}}"
    if shape == 1:
        mark = draw(st.sampled_from(["|", ">", "|-", "|+", ">+"]))
        blank = draw(st.sampled_from(["", "\n", "\n\n"]))
        return f"id: {entry_id}\nbody: {mark}\n  text {name}\n  # {name}{blank}"
    if shape == 2:
        return f"# inner\n  id: {entry_id}\n  name: {quote(name)}"
    if shape == 3:
        return f"id: {entry_id}\nlist:\n- {quote(name)}\n- - x\n  - y\n# list: no"
    if shape == 4:
        return f"id: {entry_id}  # {name}\nname: plain\n  goes on"
    return f"id: {entry_id}\nlist: [a,\n  # inside\n  b]"


def quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file that has the list `terms`, perhaps empty or not there, among other keys."""
    column = draw(st.integers(0, 4))
    lines: list[str] = [draw(COMMENTS), draw(st.sampled_from(["", "---", "before: [1, 2]", "before: |\n  text\n\n"]))]
    items = draw(st.integers(0, 4))
    if items:
        lines.append("terms:" + draw(st.sampled_from(["", "  # c", " &anchor"])))
        for number in range(items):
            first, *rest = draw(item_lines(number)).split("\n")
            lines.append(draw(COMMENTS))
            lines.append(" " * column + f"- {first}")
            lines += [" " * (column + 2) + line if line else "" for line in rest]
        lines.append(draw(COMMENTS))
    else:
        lines.append(draw(st.sampled_from(["terms: []", "terms:", "terms: ~", "terms: [ ] # none", ""])))
    lines.append(draw(st.sampled_from(["", "after: {x: 1}", "\n# last\nafter:\n- 1\n", "# last"])))
    text = "\n".join(line for number, line in enumerate(lines) if line or number > 2)
    text += draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(files())
def test_every_other_line_and_value_stays(text: str) -> None:
    try:
        before = yaml.safe_load(text)
    except yaml.YAMLError:
        return
    made = insert(text)
    after = yaml.safe_load(made)
    found = [item for item in after["terms"] if item["id"] == "m"]
    assert found == [{"id": "m", "name": "New"}]
    after["terms"].remove(found[0])
    old = before or {}
    old["terms"] = old.get("terms") or []
    assert strip(after) == strip(old)
    assert missing_lines(text, made) <= {"terms: []", "terms: ~", "terms: [ ] # none"}
    assert ("\r" in made) == ("\r" in text)
    assert made.count("\r") in (0, made.count("\n"))


def strip(value: Any) -> Any:
    """A value without the line feeds at the end of texts: the last line of a file may have got one."""
    if isinstance(value, dict):
        return {key: strip(below) for key, below in value.items()}
    if isinstance(value, list):
        return [strip(below) for below in value]
    return value.rstrip("\n") if isinstance(value, str) else value


def missing_lines(before: str, after: str) -> set[str]:
    """The lines that are not there any more, in their order."""
    rest = iter(after.splitlines())
    missing = set()
    for line in before.splitlines():
        kept = list(rest)
        if line in kept:
            rest = iter(kept[kept.index(line) + 1 :])
        else:
            missing.add(line)
            rest = iter(kept)
    return missing
