"""The scripts of pages, run in Node."""

import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

needs_node = pytest.mark.skipif(not shutil.which("node"), reason="node isn't installed")


def called(script: str, function: str, values: Any) -> Any:
    """The results of an expression of a script, a function, for each of some values."""
    given = 'JSON.parse(require("fs").readFileSync(0, "utf8"))'
    call = f"console.log(JSON.stringify({given}.map({function})));"
    with TemporaryDirectory() as folder:
        path = Path(folder) / "script.js"  # too long for a command line
        path.write_text(f"{script}\n{call}\n", encoding="utf-8")
        done = subprocess.run(["node", path], input=json.dumps(values), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
