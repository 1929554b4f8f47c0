"""A long page is on the screen before it is laid out to its end, and no key notices that."""

import pytest

from tests.support.reader import read_along, read_in_haste
from tests.support.shell import Shell

pytestmark = pytest.mark.usefixtures("reading")


@pytest.mark.slow
@pytest.mark.parametrize(
    "keys",
    [
        "<end>",
        "/shows them⏎",  # the line in place of the sources is the last but two
        "<shift+tab>⏎⏎⌫",  # the last link, and back to it
        "   d",
        "  v",
    ],
)
def test_keys_pressed_at_once_do_what_they_do_later(keys: str) -> None:
    *_, patient = read_along("intro", keys)
    assert read_in_haste("intro", keys) == patient


@pytest.mark.slow
def test_the_size_may_change_while_the_page_is_laid_out() -> None:
    (patient,) = read_along("intro", size=(100, 30))
    assert read_in_haste("intro", "<60x20><100x30>") == patient


@pytest.mark.slow
def test_a_paragraph_far_below_is_shown_first_and_one_can_leave_at_once(shell: Shell) -> None:
    done = shell.on_terminal("mlsys open intro --paragraph 5", keys=[("defend the choice", "q")], whole=True)
    assert done.code == 0
