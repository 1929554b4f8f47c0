"""Places: the line and column of the very word."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.loading.conftest import NOT_HERE
from tests.support.program import MakeBook, Run


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_places_do_not_depend_on_the_encoding(
    check_bytes: Callable[[bytes], list[str]], end: str, encoding: str
) -> None:
    glossary = """\
terms:
- id: heap
  name: "Häufchen 🙂 e\u0301"
  kind: concept
  definition: |
    Ein 🙂 Häufchen.

    Größe: 🙂 [[stäpel]]
  example: >-
    Faltig 🙂
    und [[gefaltet]].
- {id: "🙂ä", näme: x, name: 3, kind: concept, definition: "ä"}
"""
    assert check_bytes(glossary.replace("\n", end).encode(encoding)) == [
        "book/gc/glossary.yaml:8:16: dangling-link: there is no term 'stäpel'",
        "book/gc/glossary.yaml:11:11: dangling-link: there is no term 'gefaltet'",
        "book/gc/glossary.yaml:12:14: unknown-key: a term has no 'näme'",
        "  did you mean 'name'?",
        "book/gc/glossary.yaml:12:29: yaml-surprise: 'name' must be a text, but YAML reads this as a number",
        "  put it in quotes",
    ]


def test_all_problems_are_reported_sorted_by_place(run: Run, problems: list[str]) -> None:
    """
    --- gc/timeline.yaml
    events: [3]
    --- gc/glossary.yaml
    terms:
    - {id: b, name: B, kind: concept, definition: "[[x]]"}
    - {id: c, name: C, kind: concept}
    - {id: b, name: B, kind: concept, definition: b}
    """
    places = [line.split(": ")[0] for line in problems if not line.startswith(" ")]
    assert places == [
        "book/gc/glossary.yaml:2:50",
        "book/gc/glossary.yaml:3:3",
        "book/gc/glossary.yaml:4:8",
        "book/gc/timeline.yaml:1:10",
    ]


def test_problems_as_json(run: Run, problems: list[str]) -> None:
    """
    --- gc/glossary.yaml
    terms:
    - {id: heap, name: Heap, kind: concept, definitoin: A pile.}
    """
    (missing, unknown) = run("check", "book", "--json", *NOT_HERE).json["problems"]
    assert (missing["line"], missing["column"], missing["rule"]) == (2, 3, "missing-field")
    assert (unknown["line"], unknown["column"], unknown["rule"]) == (2, 41, "unknown-key")


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "book.yaml",
                "references.yaml",
                "gc/chapter.yaml",
                "gc/glossary.yaml",
                "gc/timeline.yaml",
                "gc/tables.yaml",
            ]
        ),
        st.one_of(
            st.binary(max_size=60),
            st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(["terms", "id", "name", "sections", "events", "parts", "chapters", "rows"]),
                        inner,
                    )
                ),
            ).map(lambda value: json.dumps(value).encode()),
        ),
        min_size=1,
    )
)
def test_any_file_at_all_is_read_or_reported(make_book: MakeBook, run: Run, files: dict[str, bytes]) -> None:
    folder = make_book({})
    for path, content in files.items():
        (folder / path).write_bytes(content)
    result = run("check", "book", MLSYS_DEBUG=1)
    assert result.code in (0, 1)
    assert run("toc", "--content", "book", MLSYS_DEBUG=1).code in (0, 3)
    for path in files:
        (folder / path).unlink()
