"""The browser of the user."""

import webbrowser
from threading import Thread

_FOR_TERMINALS = ("www-browser", "links", "elinks", "lynx", "w3m")
"""Browsers that would take over the terminal, and can't show the reader."""


def open_in_browser(address: str) -> bool:
    """Open an address in the user's browser; false if there is none that can show the reader."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if getattr(browser, "basename", "") in _FOR_TERMINALS:
        return False
    # Some browsers return only when their window is closed.
    Thread(target=browser.open, args=(address,), daemon=True).start()
    return True
