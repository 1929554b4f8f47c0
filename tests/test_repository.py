"""What may be committed, and what documents say about files."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
_MADE_BY_A_RECIPE = {
    *("tests/test_count.py", "mlsys_cli/anki/markdown_cards.py"),
    "mlsys_cli/interchange/import_lines.py",
}
_WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
_PUBLISHING = {"pypi": {"id-token"}, "github-pages": {"id-token", "pages"}}
"""What only a job that publishes may do, by its environment."""

_DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))


def test_a_hook_refuses_large_files(tmp_path: Path) -> None:
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    (hook,) = (hook for hook in local["hooks"] if hook["id"] == "large-files")
    command = shlex.split(hook["entry"])
    small, large = tmp_path / "a b.txt", tmp_path / "it's large.whl"
    small.write_bytes(b"x" * 600_000)
    large.write_bytes(b"x" * 700_000)
    assert subprocess.run([*command, small], check=False).returncode == 0
    refused = subprocess.run([*command, small, large], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (1, f"{large} is larger than 600 kB\n")


def test_every_file_that_a_document_names_exists() -> None:
    """Files of the package are named from its folder on, as `reader/themes.py`, and others from the top on."""
    for document in (ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "README.md", *_DECISIONS):
        named = re.findall(r"`((?:[\w.]+/)+\w+\.(?:py|yaml|md|toml))`", document.read_text(encoding="utf-8"))
        missing = {path for path in named if not any((room / path).exists() for room in (ROOT, ROOT / "mlsys_cli"))}
        assert missing <= _MADE_BY_A_RECIPE, document.name


@pytest.mark.parametrize("path", _WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_names_only_what_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    files = re.findall(r"(?<![\w/.*])(?:[\w.]+/)*\w+\.(?:py|toml|md)\b|(?<![\w/])\.ci/\w+", text)
    modules = [module.replace(".", "/") for module in re.findall(r"python -m (tests[\w.]+)", text)]
    missing = {name for name in [*files, *modules] if not (ROOT / name).exists() and not (ROOT / f"{name}.py").exists()}
    extras = {extra for names in re.findall(r"\.\[([\w,]+)\]", text) for extra in names.split(",")}
    assert (missing, extras - set(_project()["optional-dependencies"])) == (set(), set())
    assert files, "each of them runs some file"


def test_each_job_ends_and_asks_for_no_more_than_it_needs() -> None:
    for path in _WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert workflow["permissions"] == {"contents": "read"}, path
        for name, job in workflow["jobs"].items():
            assert job["timeout-minutes"] <= 120, (path, name)
            place = job.get("environment", {"name": ""})["name"]
            assert set(job.get("permissions", ())) == _PUBLISHING.get(place, set()), (path, name)
            assert set(job.get("needs", "").split()) <= set(workflow["jobs"]), (path, name)


def test_all_versions_of_python_that_are_promised_are_tested() -> None:
    matrix = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())["jobs"]["all"]["strategy"]["matrix"]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(_project()["classifiers"]))
    assert (matrix["python"], _project()["requires-python"]) == (promised, f">={promised[0]}")


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def test_every_decision_that_the_code_names_exists_and_is_listed() -> None:
    named = {
        name
        for path in (ROOT / "mlsys_cli").rglob("*.py")
        for name in re.findall(r"docs/decisions/([\w-]+\.md)", path.read_text(encoding="utf-8"))
    }
    pages = {path.name for path in _DECISIONS} - {"README.md"}
    assert named
    assert named <= pages
    assert (
        set(re.findall(r"\(([\w-]+\.md)\)", (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"))) == pages
    )
