"""A book as a PDF: the page with all of it, printed by a browser that is installed."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from mlsys_cli.errors import OutputError
from mlsys_cli.site.frames import frame
from mlsys_cli.site.site_pages import Site

_BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Browsers that can print a page without a window, by name or by the place where they are installed."""

_OPTIONS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-quic"),
    # The page needs nothing from elsewhere, and the browser isn't to look for updates or anything else.
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)

_OUTLINED = 2_000_000
"""The most characters of a page whose headings become the outline of the PDF.

Chromium 156 prints the bundled book, 8.6 million of them, in two minutes without an outline; with one it was stopped
after eight.
"""

_LONGEST = 900.0
"""The seconds after which a browser is stopped; chosen, not measured."""

_MARK = b"%written by 'mlsys export pdf'\n"
"""A comment at the end of the file. A file that has it may be replaced."""


def pdf_bytes(site: Site, book: str, folder: Path, env: Mapping[str, str]) -> bytes:
    """A book of a site as a PDF. Raises OutputError if no browser is found, or if it fails.

    Temporary files are made in a `folder`, where the PDF will be: a browser in a sandbox of its own, such as a snap,
    sees another `/tmp`, and no hidden folders.
    """
    browser = installed_browser(env)
    if browser is None:
        hint = "install one; or open print.html of 'mlsys export site' in any browser, and print that"
        raise OutputError("no Chromium, Chrome or Edge is installed, which would make the PDF", [hint])
    path, style = f"{site.addresses.folders[book]}print.html", Path(__file__).parent / "static/site.css"
    files = {path: frame(site, site.makers[path]()), style.name: style.read_text("utf-8")}
    return printed_page(browser, files, folder, env)


def installed_browser(env: Mapping[str, str]) -> str | None:
    """The path of a browser that can print; None if there is none."""
    return next(filter(None, (shutil.which(name, path=env.get("PATH")) for name in _BROWSERS)), None)


def printed_page(browser: str, files: Mapping[str, str], folder: Path, env: Mapping[str, str]) -> bytes:
    """The first of some files, which is a page, as a PDF. Raises as `pdf_bytes` does."""
    name, text = next(iter(files.items()))
    outline = ["--generate-pdf-document-outline"] if len(text) <= _OUTLINED else []
    # Chromium refuses to run as root with its sandbox; the page is ours, and its policy allows no script of others.
    unconfined = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    try:
        with TemporaryDirectory(prefix="mlsys-pdf-", dir=folder.absolute(), ignore_cleanup_errors=True) as made:
            for path, content in files.items():
                Path(made, path).parent.mkdir(exist_ok=True)
                Path(made, path).write_bytes(content.encode())
            result = Path(made, "book.pdf")
            own = [f"--user-data-dir={made}/profile", f"--print-to-pdf={result}", Path(made, name).as_uri()]
            done = subprocess.run(
                [browser, *_OPTIONS, *unconfined, *outline, *own],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=dict(env),
                timeout=_LONGEST,
                check=False,
            )
            if done.returncode == 0:
                return result.read_bytes() + _MARK
    except subprocess.TimeoutExpired as error:
        raise OutputError(f"{browser} made no PDF in {_LONGEST / 60:.0f} minutes") from error
    except OSError as error:
        raise OutputError(f"a PDF can't be made in {folder}: {error.strerror}") from error
    lines = done.stderr.decode(errors="replace").splitlines()
    raise OutputError(f"{browser} made no PDF: its exit code is {done.returncode}", lines[-1:])


def is_our_pdf(path: Path) -> bool:
    """True for a file that `mlsys export pdf` has written."""
    return path.read_bytes().endswith(_MARK)
