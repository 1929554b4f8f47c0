"""The keys of a quiz or a review on the whole screen, and what each of them does."""

from mlsys_cli.practice.controller import GRADES, Action, Controller
from mlsys_cli.quiz.state import Confidence

_ALWAYS = {
    "left": Action.BACK,
    "ctrl+p": Action.BACK,
    "p": Action.BACK,
    "u": Action.BACK,
    "right": Action.SKIP,
    "ctrl+n": Action.SKIP,
    "s": Action.SKIP,
    "tab": Action.HINT,
    "x": Action.SUSPEND,
    "o": Action.OPEN,
    "g": Action.LOOK_UP,
    "ctrl+g": Action.LOOK_UP,
    "!": Action.FLAG,
    "q": Action.LEAVE,
}
_BEFORE_ANSWER = {**_ALWAYS, "h": Action.HINT}
_AFTER_ANSWER = {
    **_ALWAYS,
    **GRADES,
    "enter": Action.ADVANCE,
    "space": Action.ADVANCE,
    "n": Action.SKIP,
    "r": Action.OVERRULE,
}
_CONFIDENCES = {"s": Confidence.SURE, "u": Confidence.UNSURE, "g": Confidence.GUESS}

_VI_KEYS = {"j": "down", "k": "up"}

SCROLLING = ("up", "down", "pageup", "pagedown")
"""The keys that scroll what is higher than the screen, if they have no other meaning."""

WHILE_TYPING = frozenset({"enter", "escape", "tab", "ctrl+n", "ctrl+p", "ctrl+g", *SCROLLING})
"""The keys that don't edit a text that is typed."""


class Keystrokes:
    """A learner who answers by keys. `message` is for them until the next key; `helping` shows all keys.

    With `scrolls` the question is higher than the screen.
    """

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self.message = ""
        self.helping = self.scrolls = False
        self._spent = ""
        self._is_leaving = False

    def press(self, key: str, character: str = "") -> bool:
        """Do what a key asks for, by Textual's name and by what it types; returns False if it has no meaning here."""
        controller, item = self._controller, self._controller.item
        name = character.lower() if character.strip() else key
        spent, self._spent = self._spent, ""
        was_leaving, self._is_leaving = self._is_leaving, False
        self.message = ""
        if self.helping:
            if self.scrolls and key in SCROLLING:
                return False
            self.helping = False
        elif character and character == spent:
            pass  # typed twice by mistake: the second one isn't meant for what the first one has brought
        elif key == "escape" and not (was_leaving or item.response) and any(map(str.strip, controller.draft.texts)):
            self._is_leaving = True
            self.message = "Your answer isn't submitted. Press Esc again to quit without it."
        elif key in ("escape", "ctrl+d"):
            self._perform(Action.LEAVE)
        elif controller.finished:
            self._perform(Action.MORE if key == "space" else _ALWAYS.get(name, Action.LEAVE))
        elif controller.weighed:
            self._say_confidence(name)
        elif item.response:
            return self._press_named(name, _AFTER_ANSWER)
        elif (arrow := self.arrow(key)) in ("up", "down") and controller.key.fields() > 1:
            focus = controller.draft.focus
            self._focus((max(focus, 0) - 1 if arrow == "up" else focus + 1) % controller.key.fields())
        elif controller.key.typed:
            return self._press_typing(key, name)
        elif (place := controller.key.index_of(character, item.order)) is not None:
            self._pick(place)
            self._spent = character if controller.key.decisive else ""
        elif (key == "space" or (key == "enter" and controller.key.decisive)) and self._pointed is not None:
            self._pick(self._pointed)
        elif key == "enter":
            self._answer()
        elif key == "backspace":
            controller.draft = controller.key.unpick(controller.draft)
        else:
            return self._press_named(name, _BEFORE_ANSWER)
        return True

    def arrow(self, key: str) -> str:
        """The arrow that a key of vi stands for where it neither types nor chooses; any other key as it is."""
        answer_key, item = self._controller.key, self._controller.item
        is_answer = answer_key.typed or answer_key.index_of(key, item.order) is not None
        return key if is_answer and not item.response else _VI_KEYS.get(key, key)

    @property
    def _pointed(self) -> int | None:
        return self._controller.key.pointed(self._controller.draft)

    def choose(self, index: int) -> None:
        """Choose the option at a shown place, as its letter does."""
        self.message = self._spent = ""
        self._pick(index)

    def _pick(self, index: int) -> None:
        controller = self._controller
        controller.draft = controller.key.pick(controller.draft, index, controller.item.order)
        if controller.key.decisive:
            self._answer()

    def _press_named(self, name: str, actions: dict[str, Action]) -> bool:
        """Handle a key that neither types nor chooses."""
        if action := actions.get(name):
            self._perform(action)
        elif name == "?":
            self.helping = True
        else:
            return False
        return True

    def _press_typing(self, key: str, name: str) -> bool:
        draft = self._controller.draft
        if key != "enter":
            return self._press_named(name, _BEFORE_ANSWER)
        empty = [n for n, text in enumerate(draft.texts) if not text.strip()]
        if empty and draft.typed.strip():
            self._focus(next((n for n in empty if n > draft.focus), empty[0]))
        else:
            self._answer()
        return True

    def _focus(self, field: int) -> None:
        """Move the focus to another field or line."""
        self._controller.draft = self._controller.draft._replace(focus=field)

    def _say_confidence(self, name: str) -> None:
        if name in _CONFIDENCES:
            self.message = self._controller.say_confidence(_CONFIDENCES[name])
            self._spent = name
        elif name == "backspace":
            self._controller.reconsider()
        elif name == "q":
            self._perform(Action.LEAVE)
        else:
            self.message = "First say how sure you are: s, u or g."

    def _perform(self, action: Action) -> None:
        controller, before = self._controller, self._controller.item
        self.message = controller.perform(action)
        if action is Action.SUSPEND and self.message and (controller.item != before or controller.finished):
            undo = "^P" if controller.key.typed and not controller.finished else "u"
            self.message += f" Press {undo} to undo this."

    def _answer(self) -> None:
        controller = self._controller
        if controller.answer is None:
            self.message = controller.give_up()
        elif doubt := controller.doubt():
            self.message = f"{doubt} Press Enter again to submit it anyway."
        else:
            self.message = controller.submit()
