"""Work that may take long, done in a thread while the program goes on answering keys."""

import sys
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from textual.message_pump import MessagePump

_Result = TypeVar("_Result")

WORKING = "working it out …"
"""The message as long as there is no result."""

_AT_ONCE = 0.03
"""The seconds in which most work is done, so that nothing else needs to be shown meanwhile."""

_TICK = 0.02
_TURN, _USUAL_TURN = 0.0001, sys.getswitchinterval()
"""The seconds after which a thread at work lets others go on: a key passes several queues, and waits for each."""


class BackgroundWork:
    """A piece of work at a time, of which a screen shows the result when it is there.

    The program needn't wait for it when it ends, as it would for a worker of Textual.
    """

    def __init__(self, screen: MessagePump) -> None:
        self._screen = screen
        self.is_under_way = False

    def start(self, work: Callable[[], _Result], then: Callable[["Future[_Result]"], object]) -> None:
        """Begin a piece of work, and go on with its result: at once if it takes hardly any time, or else later."""
        future: Future[_Result] = Future()
        self.is_under_way = True
        Thread(target=_do, args=(work, future), daemon=True).start()
        self._wait(future, then, _AT_ONCE)

    def _wait(
        self, future: "Future[_Result]", then: Callable[["Future[_Result]"], object], patience: float = 0
    ) -> None:
        try:
            future.exception(patience)
        except TimeoutError:
            self._screen.set_timer(_TICK, lambda: self._wait(future, then))
        else:
            self.is_under_way = False
            then(future)


def _do(work: Callable[[], _Result], future: "Future[_Result]") -> None:
    sys.setswitchinterval(_TURN)
    try:
        future.set_result(work())
    except Exception as error:  # noqa: BLE001 -- raised again by whoever asks for the result
        future.set_exception(error)
    finally:
        sys.setswitchinterval(_USUAL_TURN)
