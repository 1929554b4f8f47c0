"""What may be committed, and what documents say about files."""

import re
import shlex
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
_MADE_BY_A_RECIPE = {"tests/test_count.py", "mlsys_cli/anki/markdown_cards.py"}
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
