"""The words and sizes of the code: one name for each class and module, plain docstrings, files of one subject."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = sorted((ROOT / "mlsys_cli").rglob("*.py"))
APPARATUS = [path for room in ("support", "fuzz", "bench") for path in sorted((ROOT / "tests" / room).rglob("*.py"))]

SHARED_CLASS_NAMES = {"Table"}
"""A table is both an entry of the book and what a page makes of it."""

ENGINES = sorted((ROOT / "mlsys_cli/exhibits").rglob("*.py"))
"""Modules of exhibits may share names: each exhibit is a folder of its own, with the words of its field."""

VAGUE = {"thing", "things", "something", "anew", "met", "nobody"}
LINES, POSITIONAL = 600, 5

PRIVATE_WORDS: dict[str, set[str]] = {
    "place": {"int", "str", "float", "Path", "Ref"},
    "number": {"int", "str"},
    "words": {"str", "int", "float"},
    "found": set(),
    "given": set(),
    "known": set(),
    "one": set(),
    "said": set(),
    "told": set(),
}
"""Names that say too little, each with the types that it may not have; without types, it may have none.

The words of the field are index, count, location, text, label, query, match, item and value. A `place: Location`, a
`number: float` and `words: list[str]` are what they are called.
"""

WRITTEN_BY_AUTHORS = {
    *((path, key) for path in ("book/model.py", "calculators/calculator.py") for key in ("given", "words")),
    *(("exhibits/words.py", key) for key in ("given", "words", "number")),
    *((f"book/calculator_{name}.py", "given") for name in ("mistakes", "results")),
    *((f"calculators/{name}.py", "given") for name in ("asked_sums", "typed_values")),
    ("exhibits/calculator_exhibit.py", "given"),
    ("quiz/kinds/number.py", "given"),
    ("quantity/given.py", "words"),
}
"""Fields and parameters that are keys of a book, whose names authors write."""


class Finding(NamedTuple):
    """A place in the code that breaks a rule."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.text}"


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """The nodes of that tree."""
    return list(ast.walk(tree_of(path)))


def nodes(paths: Iterable[Path], having: str = "") -> Iterator[tuple[Path, ast.AST]]:
    """Each node of some files; only of those whose text has a match of a pattern, as parsing takes long."""
    texts = ((path, path.read_text(encoding="utf-8")) for path in paths)
    return ((path, node) for path, text in texts if re.search(having, text) for node in nodes_of(path))


@cache
def words_of(identifier: str) -> set[str]:
    """The words that an identifier is made of."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", identifier).lower().split("_"))


def identifiers(node: ast.AST) -> Iterator[str]:
    """The names that a node of the syntax tree defines or uses."""
    for attribute in ("name", "id", "arg", "attr", "asname"):
        if isinstance(found := getattr(node, attribute, None), str):
            yield found


def twice(names: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    """The names that more than one file has, with the files."""
    files = defaultdict(list)
    for name, path in names:
        files[name].append(str(path.relative_to(ROOT)))
    return {name: paths for name, paths in files.items() if len(paths) > 1}


def test_no_two_classes_have_one_name() -> None:
    classes = twice(
        (node.name, path) for path in PACKAGE for node in tree_of(path).body if isinstance(node, ast.ClassDef)
    )
    assert {name: paths for name, paths in classes.items() if name not in SHARED_CLASS_NAMES} == {}
    assert set(classes) >= SHARED_CLASS_NAMES, "a name that is no longer shared leaves the list"


def test_no_two_modules_have_one_name() -> None:
    assert twice((path.stem, path) for path in PACKAGE if path.stem != "__init__" and path not in ENGINES) == {}


def test_a_docstring_says_what_its_object_is() -> None:
    """Its first line is a statement or a command, and no question without its mark."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    question = r"(What|Where|How|Why|Whether)\b"
    held(
        Finding(path, getattr(node, "lineno", 1), doc.splitlines()[0])
        for path, node in nodes(PACKAGE + APPARATUS, having=rf"[\"']\s*{question}")
        if isinstance(node, documented) and (doc := ast.get_docstring(node)) and re.match(question, doc)
    )


def test_no_identifier_is_vague() -> None:
    vague = "|".join(VAGUE)
    held(
        Finding(path, getattr(node, "lineno", 1), identifier)
        for path, node in nodes(PACKAGE + APPARATUS, having=rf"((?<![a-z])|(?=[A-Z]))(?i:{vague})(?![a-z])")
        for identifier in identifiers(node)
        if words_of(identifier) & VAGUE
    )


def test_many_arguments_are_given_by_keyword() -> None:
    held(
        Finding(path, node.lineno, f"{ast.unparse(node.func)} is called with {len(node.args)} positional arguments")
        for path, node in nodes(PACKAGE)
        if isinstance(node, ast.Call) and len(node.args) > POSITIONAL
    )


def test_no_file_is_too_long() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE}
    held(Finding(path, LINES, f"{size} lines") for path, size in sizes.items() if size > LINES)


@pytest.mark.parametrize("word", PRIVATE_WORDS)
def test_a_name_says_what_it_holds(word: str) -> None:
    held(
        Finding(path, line, f"{name}: {annotation}")
        for path in PACKAGE
        if re.search(rf"\b{word}[:,]", path.read_text(encoding="utf-8"))
        if (str(path.relative_to(ROOT / "mlsys_cli")), word) not in WRITTEN_BY_AUTHORS
        for line, name, annotation in annotated(path)
        if name == word and says_too_little(name, annotation)
    )


def test_which_names_say_too_little(tmp_path: Path) -> None:
    """A `place: int` is an index, a `place: Location` a place; of `found` and `one` nobody knows what they are."""
    path = tmp_path / "a.py"
    path.write_text(
        "def hit(place: 'int | None', number: Annotated[int, 'Which.'], found: Hit): ...\n"
        "def miss(place: Location, number: float, at: int): ...\n"
        "words: list[str] = sorted([], key=lambda one: one)\n"
    )
    names = [(name, annotation) for _, name, annotation in annotated(path)]
    hits = [("place", "int"), ("number", "int"), ("found", "Hit"), ("one", "")]
    misses = [("place", "Location"), ("number", "float"), ("at", "int"), ("words", "list[str]")]
    assert sorted(names) == sorted(hits + misses)
    assert [name for name in hits + misses if says_too_little(*name)] == hits


def test_an_exception_to_a_rule_has_its_reason_beside_it() -> None:
    paths = [path for room in ("mlsys_cli", "scripts", "tests") for path in sorted((ROOT / room).rglob("*.py"))]
    held(finding for path in paths for finding in unexplained(path))


def test_what_a_reason_is(tmp_path: Path) -> None:
    """It follows in the line, or is the comment above it."""
    path = tmp_path / "a.py"
    path.write_text(
        "# as of old\na = 1  # noqa: E1, E2\nb = 2  # noqa: E1 - why\nc = 3  # type: ignore[x]\nd  # fmt: skip\n"
    )
    assert [finding.line for finding in unexplained(path)] == [4, 5]


def test_no_test_replaces_a_part_of_the_package() -> None:
    """What a test needs to be otherwise (clock, keys, terminal) is handed in."""
    tests = sorted((ROOT / "tests").rglob("*.py"))
    held(
        Finding(path, node.lineno, ast.unparse(node))
        for path, node in nodes(tests, having=r"\b(setattr|object|patch)\b")
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("setattr", "object", "patch")
        and node.args
        and ast.unparse(node.args[0]).strip("'\"").split(".")[0] in {"mlsys_cli", *imported(path)}
    )


def annotated(path: Path) -> Iterator[tuple[int, str, str]]:
    """The parameters, and the annotated fields and variables, of a file: line, name, and type where there is one."""
    for node in nodes_of(path):
        if isinstance(node, ast.arg):
            yield node.lineno, node.arg, type_of(node.annotation) if node.annotation else ""
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.lineno, node.target.id, type_of(node.annotation)


_EXCEPTION = re.compile(r"#\s*(noqa(: [A-Z]+\d+(, [A-Z]+\d+)*)?|type: ignore(\[[\w, -]+\])?|fmt: skip)")


def unexplained(path: Path) -> Iterator[Finding]:
    """The lines of a file that a tool is told to pass over, without a word about why."""
    before = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if found := _EXCEPTION.search(line):
            reason = _EXCEPTION.sub("", line[found.start() :])
            if not re.search(r"\w", reason) and not before.lstrip().startswith("#"):
                yield Finding(path, number, line.strip())
        before = line


def says_too_little(name: str, annotation: str) -> bool:
    """True of a private word, unless its type is one that says what it holds."""
    types = PRIVATE_WORDS.get(name)
    return types is not None and (not types or annotation in types)


def type_of(annotation: ast.expr) -> str:
    """The type of an annotation, without what `Annotated` adds to it, and without `None`."""
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "Annotated":
        assert isinstance(annotation.slice, ast.Tuple)
        annotation = annotation.slice.elts[0]
    return ast.unparse(annotation).strip("'").removesuffix(" | None")


def imported(path: Path) -> Iterator[str]:
    """The names that a file imports from the package."""
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "mlsys_cli":
            yield from (name.asname or name.name for name in node.names)


def held(findings: Iterable[Finding]) -> None:
    """Fail with what was found."""
    if found := [str(finding) for finding in findings]:
        pytest.fail("\n".join(found), pytrace=False)
