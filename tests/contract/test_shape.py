"""The shape of the package: files that are worth a file, and classes that keep to themselves."""

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from tests.contract.test_words import PACKAGE, ROOT, Finding, held, nodes_of

SMALL, INIT = 80, 30
"""A file of fewer lines than the first may stand in the only one that imports it; the second is for `__init__`."""

ROWS = ("commands", "book/check/rules", "quiz/kinds", "exhibits", "render/diagrams")
"""Folders whose files are of one kind, and in each of which a new one is a new file."""


@cache
def importers() -> tuple[dict[Path, set[Path]], dict[Path, set[Path]]]:
    """The files that import each file when they are loaded, and those that import it in a function.

    Their lines are read, and no syntax trees, which would take seconds.
    """
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in PACKAGE
    }
    at_once, late = defaultdict[Path, set[Path]](set), defaultdict[Path, set[Path]](set)
    for path in PACKAGE:
        is_of_types = False
        for line in path.read_text(encoding="utf-8").splitlines():
            is_of_types = (line.startswith((" ", "#")) and is_of_types) or line == "if TYPE_CHECKING:"
            if found := re.match(r"( *)from (mlsys_cli[\w.]*) import (.*)", line):
                names = {f"{found[2]}.{name}" for name in re.findall(r"\w+", found[3])} & set(modules) or {found[2]}
                for module in names & set(modules):
                    (late if found[1] and not is_of_types else at_once)[modules[module]].add(path)
    return at_once, late


@cache
def classes() -> set[str]:
    """The names of all classes of the package."""
    return {name for path in PACKAGE for name in re.findall(r"(?m)^ *class (\w+)", path.read_text(encoding="utf-8"))}


def private_methods_given_away(path: Path) -> Iterator[Finding]:
    """Each `Other(self._method)` of a file, where `Other` is a class of the package."""
    if not re.search(r"\b[A-Z]\w+\([^()]*\bself\._\w+\b(?!\()", path.read_text(encoding="utf-8")):
        return
    for owner in nodes_of(path):
        if not isinstance(owner, ast.ClassDef):
            continue
        methods = {item.name for item in owner.body if isinstance(item, ast.FunctionDef) and not item.decorator_list}
        for node in ast.walk(owner):
            if isinstance(node, ast.Call) and called(node) in classes() - {owner.name}:
                for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    if isinstance(value, ast.Attribute) and value.attr in methods and value.attr.startswith("_"):
                        yield Finding(path, node.lineno, f"{owner.name} hands {value.attr} to {called(node)}")


def called(call: ast.Call) -> str:
    """The last part of the name of what is called."""
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


def test_no_init_is_long() -> None:
    """A reader looks for what stands in a file by the file's name, and `__init__` is none."""
    sizes = {path: path.read_text(encoding="utf-8").count("\n") for path in PACKAGE if path.stem == "__init__"}
    held(Finding(path, INIT, f"{size} lines") for path, size in sizes.items() if size > INIT)


def test_a_small_file_is_needed_in_several_places() -> None:
    at_once, late = importers()
    sizes = {path: path.read_text(encoding="utf-8").count("\n") for path in PACKAGE}
    held(
        Finding(path, size, f"only {min(at_once[path]).relative_to(ROOT)} imports it")
        for path, size in sizes.items()
        if not is_worth_a_file(path, size, at_once[path], late[path])
    )


def test_what_is_worth_a_file() -> None:
    path, one, two = ROOT / "mlsys_cli/queries/a.py", {ROOT / "b.py"}, {ROOT / "b.py", ROOT / "c.py"}
    assert not is_worth_a_file(path, SMALL - 1, one, set())
    assert is_worth_a_file(path, SMALL, one, set())
    assert is_worth_a_file(path, SMALL - 1, two, set())
    assert is_worth_a_file(path, SMALL - 1, set(), one)
    assert is_worth_a_file(ROOT / "mlsys_cli/commands/a.py", SMALL - 1, one, set())


def is_worth_a_file(path: Path, size: int, at_once: set[Path], late: set[Path]) -> bool:
    """True unless a file is small, and only one other imports it, as that is loaded.

    It is left in peace if it is one of a row of its kind, or if it is imported late to keep the start short.
    """
    in_a_row = any(path.is_relative_to(ROOT / "mlsys_cli" / row) for row in ROWS)
    return size >= SMALL or len(at_once) != 1 or bool(late) or in_a_row or path.stem == "__init__"


def test_no_class_hands_its_private_methods_to_another() -> None:
    held(finding for path in PACKAGE for finding in private_methods_given_away(path))


def test_what_is_given_away(tmp_path: Path) -> None:
    """A `Store` is a class of the package, and `_open` a method; values and public methods may be handed over."""
    path = tmp_path / "a.py"
    calls = "Store(self._path); Store(self.open); list(self._open)"
    path.write_text(f"class A:\n def _open(self): ...\n def go(self):\n  {calls}; Store(call=self._open)\n")
    assert [finding.text for finding in private_methods_given_away(path)] == ["A hands _open to Store"]


def private_to_textual(module: str) -> set[str]:
    """The private names of Textual that a module of the reader imports, or that its classes use or override."""
    opened = import_module(f"mlsys_cli.reader.{module}")
    found = set(re.findall(r"from textual\b.*?\b(_\w+)", inspect.getsource(opened)))
    for one in vars(opened).values():
        if inspect.isclass(one) and one.__module__ == opened.__name__:
            bases = [base for base in one.__mro__ if base.__module__.startswith("textual.")]
            theirs = {name for base in bases for name in re.findall(r"self\.(_[a-z]\w+)", inspect.getsource(base))}
            found |= theirs & set(re.findall(r"(?:\w\.|\)\.|def )(_[a-z]\w+)", inspect.getsource(one)))
    return found


def test_what_is_private_to_textual_stays_in_one_file() -> None:
    modules = sorted(path.stem for path in PACKAGE if path.parent.name == "reader" and path.stem != "__init__")
    private = {module: names for module in modules if (names := private_to_textual(module))}
    assert private.keys() == {"terminal_driver"}, private
    assert {"_xterm_parser", "_driver", "_handle_exception"} <= private["terminal_driver"]
