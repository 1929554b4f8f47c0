"""What may be committed."""

import shlex
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]


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
