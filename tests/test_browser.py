"""`mlsys serve` in a real browser.

Chromium and Selenium are not among the packages for tests. `apt-get install chromium chromium-driver` and
`pip install selenium` install them.
"""

import base64
import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")
pytest.importorskip("textual_serve", reason="the extra [web] is not installed")
if not (shutil.which("chromium") and shutil.which("chromedriver")):
    pytest.skip("chromium is not installed", allow_module_level=True)

from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.support.browser import served
from tests.support.shell import ESCAPE, Shell

_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --window-size=1000,700"
)
_SECONDS = 60


class Page:
    """A page in Chromium. What its terminal shows is pixels; what it was told to show came through the socket."""

    def __init__(self, chrome: Chrome) -> None:
        self.chrome = chrome
        self._log: Any = chrome.get_log
        self._shown = ""
        self._picture = self._last = b""

    def see(self, awaited: str) -> bytes:
        """Wait until a text has come and is drawn, and return a picture of the page, which is another than before."""
        self._wait(lambda: awaited in self.news(), awaited)
        self._shown = ""
        self._wait(self._is_drawn, awaited)
        self._picture = self._last
        return self._picture

    def news(self) -> str:
        """All that has come since the last text that was awaited."""
        for entry in self._log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.webSocketFrameReceived" and message["params"]["response"]["opcode"] == 2:
                data = base64.b64decode(message["params"]["response"]["payloadData"])
                self._shown += ESCAPE.sub("", data.decode())
        return self._shown

    def type(self, *keys: str) -> None:
        """Type some keys, which the page gives to its terminal."""
        ActionChains(self.chrome).send_keys(*keys).perform()

    def see_message(self, text: str) -> None:
        """Wait until the page itself says something."""
        messages = self.chrome.find_elements(By.CLASS_NAME, "message")
        self._wait(lambda: any(text in one.text for one in messages if one.is_displayed()), text)

    def see_text(self, text: str) -> None:
        """Wait until the page has a text."""
        self._wait(lambda: text in self.chrome.page_source, text)

    def errors(self) -> list[str]:
        """The errors of the page, but for keys after the end: what it could not load, or was not allowed to."""
        log = self._log("browser")
        return [
            entry["message"] for entry in log if entry["level"] == "SEVERE" and "CLOSED state" not in entry["message"]
        ]

    def _is_drawn(self) -> bool:
        """True once the picture has changed and changes no more: what has come is drawn a moment later."""
        before, self._last = self._last, bytes(self.chrome.get_screenshot_as_png())
        return before == self._last != self._picture

    def _wait(self, done: Callable[[], bool], awaited: str) -> None:
        deadline = time.monotonic() + _SECONDS
        while not done():
            assert time.monotonic() < deadline, f"no {awaited!r} in {self._shown[-2000:]!r}"
            time.sleep(0.05)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A new browser."""
    options = ChromeOptions()
    for flag in [*_FLAGS.split(), f"--user-data-dir={tmp_path / 'chromium'}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    chrome = Chrome(options, Service(shutil.which("chromedriver")))
    try:
        yield Page(chrome)
    finally:
        chrome.quit()


@pytest.mark.slow
def test_reading_following_a_link_going_back_and_answering(page: Page, shell: Shell) -> None:
    with served(shell, "mlsys serve intro/symbolic-ai") as server:
        page.chrome.get(server.address)
        opened = page.see("1.4.1 Symbolic AI: thinking with symbols")
        page.type(Keys.TAB, Keys.ENTER)
        peek = page.see("American computer scientist")
        page.type(Keys.ENTER)
        followed = page.see("Daniel Bobrow")
        page.type(Keys.BACKSPACE)
        back = page.see("1.4.1 Symbolic AI")
        assert len({opened, peek, followed, back}) == 4
        page.type("Q")
        page.see("1 of 3")
        page.type(Keys.ENTER, Keys.ENTER)
        page.see("You didn't know.")
        page.type("q")
        page.see("0 of 1 correct")
        page.type("q")
        page.see("1.4.1 Symbolic AI")
        page.type("q", "q")  # the first gives up the chosen link
        page.see_message("The reader is closed.")
        page.chrome.find_element(By.LINK_TEXT, "Open it again").click()
        page.see("1.4.1 Symbolic AI: thinking with symbols")
        server.process.send_signal(signal.SIGINT)
        page.see_message("The reader is closed.")
        assert server.process.wait(_SECONDS) == 130
    assert page.errors() == []


@pytest.mark.slow
def test_without_the_token(page: Page, shell: Shell) -> None:
    with served(shell, "mlsys serve") as server:
        page.chrome.get(server.address[: server.address.rindex("/", 0, -1) + 1])
        page.see_text("This address is not complete.")
        assert not page.chrome.find_elements(By.CLASS_NAME, "textual-terminal")
    assert server.process.returncode == 143
