"""Textual's driver for a process whose screen is a window of the browser."""

from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class WindowDriver(WebDriver):
    """A driver that leaves the program at the end of its input, so that no process outlives the server."""

    def run_input_thread(self) -> None:
        """Pass on the input until it ends."""
        super().run_input_thread()
        self._app.post_message(ExitApp())
