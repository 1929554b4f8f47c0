"""The screen of a quiz or a review."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from mlsys_cli.errors import MlsysError, StoreBusyError
from mlsys_cli.practice.controller import Action, Controller
from mlsys_cli.practice.quiz_course import QuizCourse
from mlsys_cli.practice.review_course import ReviewCourse
from mlsys_cli.quiz.state import Confidence
from mlsys_cli.reader.frame import KEYS_KEY, FramedScreen
from mlsys_cli.reader.key_bindings import in_foot, key_names
from mlsys_cli.reader.list_dialogs import OfferDialog
from mlsys_cli.reader.location import Location, location_of
from mlsys_cli.reader.outcomes import Offers
from mlsys_cli.reader.pages import Pages
from mlsys_cli.reader.question_card import QuestionCard
from mlsys_cli.reader.search_pages import find
from mlsys_cli.session.learner import READER_PATIENCE
from mlsys_cli.session.session import Session
from mlsys_cli.views.shared_blocks import numbered
from mlsys_cli.views.view import View

_WAITING = "Another program is writing to the store. Waiting for it … Esc gives up."


def _perform(keys: str, action: Action, word: str, sentence: str) -> Binding:
    return Binding(keys, f"perform('{action.name}')", word, tooltip=sentence)


class QuestionScreen(FramedScreen[View | MlsysError]):
    """Asks what a course has to ask. It closes with the result if anything was answered, or an error of the store."""

    KEYS = (
        Binding("s", "confide('SURE')", "sure"),
        Binding("u", "confide('UNSURE')", "unsure"),
        Binding("g", "confide('GUESS')", "guess"),
        Binding("backspace", "reconsider", "change", key_display="⌫"),
        _perform("space", Action.MORE, "go on", "At the end: go on, if time is left, or for five minutes more"),
        in_foot("a", "letter", "", "Choose, or with another press undo that; t true, f false", "a b c …"),
        in_foot("up,k", "point_by(-1)", "", "Move to another option, line or field; scroll", "↑ ↓"),
        in_foot("down,j", "point_by(1)", "", ""),
        in_foot("space", "choose_pointed", "", "Choose the option at ▸"),
        Binding("enter", "submit", "answer", tooltip="Submit the answer; twice without one: I don't know"),
        in_foot("backspace", "undo", "", "Undo the last choice"),
        _perform("enter,space", Action.ADVANCE, "next", "After an answer: go to the next question"),
        Binding("enter,space", "accept", "accept", tooltip="After an answer: accept the suggested grade"),
        Binding("1", "grade(1)", "grade", key_display="1-4", tooltip="After an answer: again, hard, good, easy"),
        *(Binding(f"{number}", f"grade({number})", show=False) for number in (2, 3, 4)),
        Binding("1", "judge(1)", "grade", key_display="1-3", tooltip="After an open question: wrong, partly or right"),
        *(Binding(f"{number}", f"judge({number})", show=False) for number in (2, 3)),
        _perform("r", Action.OVERRULE, "count as right", "I was right: count my answer as correct"),
        _perform("h,tab", Action.HINT, "hint", "Show the hint"),
        _perform("o", Action.OPEN, "section", "Read the section; before an answer, this counts as a hint"),
        _perform("s,ctrl+n,right", Action.SKIP, "skip", "Skip this question"),
        in_foot("n", f"perform('{Action.SKIP.name}')", "", ""),
        _perform("p,ctrl+p,left", Action.BACK, "back", "The question before"),
        Binding("u,ctrl+p,p,left", "take_back", "undo", tooltip="Undo the last grade, and answer that card again"),
        _perform("x", Action.SUSPEND, "suspend", "Suspend this card: stop asking it"),
        _perform("g,ctrl+g", Action.LOOK_UP, "", "Look something up; before an answer, this counts as a hint"),
        _perform("exclamation_mark", Action.FLAG, "", "Flag a bad question, or remove the flag"),
        in_foot("pagedown", "scroll_card(1)", "", "Scroll a long question", "PgDn PgUp"),
        in_foot("pageup", "scroll_card(-1)", "", ""),
        Binding("enter", "end", "quit"),
        Binding("q,ctrl+d", "leave", "quit", tooltip="Quit; your answers are saved"),
        in_foot("escape", "step_back", "", "Quit, unless that would lose an answer that is typed"),
        KEYS_KEY,
    )
    KEEPS_KEYS = True
    BINDINGS: ClassVar = [*KEYS, Binding("ctrl+d", "leave", show=False, priority=True)]

    def __init__(self, session: Session, course: QuizCourse | ReviewCourse, patience: float = READER_PATIENCE) -> None:
        super().__init__()
        assert course.controller
        self._pages = Pages(session)
        self._course = course
        self._controller: Controller = course.controller
        self._patience = patience
        self._busy: StoreBusyError | None = None
        self._message = self._spent = ""

    def body(self) -> ComposeResult:
        """The card."""
        yield QuestionCard(self._controller, partial(self._pages.without_commands, style="trail"))

    @property
    def _card(self) -> QuestionCard:
        return self.query_one(QuestionCard)

    def fit(self) -> None:
        """Lay the card out for the new size, and go on waiting for the store, if it is busy."""
        if self._busy is None:
            self._do(self._show)
        else:
            with suppress(StoreBusyError):  # then the card is laid out when the wait is over
                self._card.show(self.size.height - 1 - self.foot.rows)

    def _show(self) -> None:
        """Show the card as it is now, what is asked and how far the learner is, and the keys with a message."""
        item, entries = self._controller.item, self._pages.library.entries
        chapter = entries.at("chapter", item.card.chapter)
        title = " · ".join((self._course.title, *([numbered(chapter, entries.chapter_numbers)] if chapter else [])))
        self.head.titles = title, self._course.progress(item)
        self.say(self._message)
        self._card.show(self.size.height - 1 - self.foot.rows)

    # --- keys

    def foot_keys(self) -> Iterator[str]:
        """The keys that work now; those that choose are known to the question, and letters are text while one types."""
        controller, item = self._controller, self._controller.item
        if controller.may_choose:
            yield from controller.key.keys(item.order).split(" · ")
        for one in self.KEYS:
            keys = [key for key in one.key.split(",") if not (self._is_typing and len(key) == 1)]
            if keys and one.show and one.description and self._matters(one) and self.works(one):
                yield f"{one.key_display or key_names(keys[0])} {one.description}"

    def _matters(self, binding: Binding) -> bool:
        """True if a key is named before the answer, or after it."""
        item = self._controller.item
        given, action = item.response, binding.action.removeprefix("perform('").removesuffix("')")
        match action:
            case "submit":
                return not self._controller.may_choose
            case "HINT":
                return bool(item.card.hint) and not (item.hinted or given)
            case "OVERRULE":
                return given is not None and given.verdict.right is False and not given.unknown
            case "ADVANCE":
                return given is not None and given.right is not None
            case "SKIP" | "SUSPEND":
                return not given
        return action != "OPEN" or bool(given)

    @property
    def _is_typing(self) -> bool:
        return self._controller.is_asking and self._controller.key.typed

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out what doesn't apply to the card now, and what only a quiz or only a review has."""
        controller, is_answered = self._controller, bool(self._controller.item.response)
        is_quiz = isinstance(self._course, QuizCourse)
        what = parameters[0] if action == "perform" else action
        if action in ("choose", "point", "leave", "keys", "step_back"):
            return self._busy is None
        if controller.finished:
            return what in ("take_back", "end") or (what == "MORE" and bool(self._course.offer))
        if controller.weighed:
            return what in ("confide", "reconsider")
        match what:
            case "letter":
                return controller.may_choose
            case "submit" | "choose_pointed" | "undo":
                return not is_answered
            case "OVERRULE":
                return is_answered
            case "ADVANCE":
                return is_quiz and is_answered
            case "accept" | "grade":
                return not is_quiz and is_answered
            case "judge":
                return is_quiz and controller.item.is_judged_by_learner
            case "BACK":
                return is_quiz
            case "take_back" | "SUSPEND":
                return not is_quiz
        return what not in ("confide", "reconsider", "MORE", "end")

    def on_key(self, event: events.Key) -> None:
        """Take the letters that choose, and no key as long as the store is busy; what is typed twice counts once."""
        controller = self._controller
        spent, self._spent = self._spent, ""
        character = event.character or "" if event.is_printable else ""
        if self._busy is not None:
            if event.key in ("escape", "q"):
                self.dismiss(self._busy)
        elif controller.over or (character and character == spent):
            pass  # typed twice by mistake: the second press isn't meant for what the first one led to
        elif controller.may_choose and (index := controller.key.index_of(character, controller.item.order)) is not None:
            self.action_choose(index)
            self._spent = character if controller.key.decisive else ""
        elif controller.weighed and not any(key in self.active_bindings for key in event.aliases):
            self.tell("First say how sure you are: s, u or g.")
        else:
            self._message = ""
            return
        event.stop()
        event.prevent_default()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed, and take the message away; not while an answer that was given waits for the store."""
        if self._busy is not None:
            return
        self._controller.draft = self._controller.draft.write(event.value)
        if self._message:
            self._message = ""
            self._do(self._show)

    def on_input_submitted(self) -> None:
        """Go on to the next field that is empty, or submit the answer."""
        if self._busy is not None:
            return
        self._message = ""
        draft = self._controller.draft
        empty = [n for n, text in enumerate(draft.texts) if not text.strip()]
        if empty and draft.typed.strip():
            self.action_point(next((n for n in empty if n > draft.focus), empty[0]))
        else:
            self.action_submit()

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self._card.scroll(1)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self._card.scroll(-1)

    def action_scroll_card(self, screens: int) -> None:
        """Scroll a long question."""
        self._card.scroll(0, screens)

    # --- the answer

    def action_point_by(self, step: int) -> None:
        """Point at another option, line or field; scroll where there is none."""
        controller, count = self._controller, self._controller.key.fields()
        if not controller.is_asking or count < 2:
            self._card.scroll(step)
        else:
            self.action_point((max(controller.draft.focus, 0) - 1 if step < 0 else controller.draft.focus + 1) % count)

    def action_point(self, index: int) -> None:
        """Point at an option, line or field."""
        self._controller.draft = self._controller.draft._replace(focus=index)
        self._do(self._show)

    def action_choose(self, index: int) -> None:
        """Choose one of the options, by its index as they are shown."""
        controller = self._controller
        if controller.over or not controller.may_choose:
            return
        self._message = ""
        controller.draft = controller.key.pick(controller.draft, index, controller.item.order)
        self._do(self._answer if controller.key.decisive else self._show, self._follow)

    def action_letter(self) -> None:
        """Do nothing: this stands for all letters in the list of keys, and `on_key` takes the one that is typed."""

    def action_choose_pointed(self) -> None:
        """Choose what the cursor is at."""
        pointed = self._controller.key.pointed(self._controller.draft)
        if pointed is not None:
            self.action_choose(pointed)

    def action_submit(self) -> None:
        """Submit the answer, or the option at the cursor where one is the whole answer."""
        if self._controller.may_choose and self._controller.key.decisive and self._controller.draft.focus >= 0:
            self.action_choose_pointed()
        else:
            self._do(self._answer, self._follow)

    def _answer(self) -> None:
        self._message = self._controller.enter("Press Enter again")

    def action_undo(self) -> None:
        """Undo the last choice."""
        self._controller.draft = self._controller.key.unpick(self._controller.draft)
        self._do(self._show)

    def action_confide(self, confidence: str) -> None:
        """Say how sure the learner is, which submits the answer."""

        def say() -> None:
            self._message = self._controller.say_confidence(Confidence[confidence])

        self._spent = confidence[0].lower()
        self._do(say, self._follow)

    def action_reconsider(self) -> None:
        """Go back to the answer."""
        self._controller.reconsider()
        self._do(self._show)

    def action_perform(self, name: str) -> None:
        """Do what the learner wants."""
        self._do(partial(self._perform, Action[name]), self._follow)

    def action_accept(self) -> None:
        """Grade the answer as is suggested."""
        self.action_perform(Action.ADVANCE.name)

    def action_grade(self, grade: int) -> None:
        """Grade the answer."""
        self._spent = str(grade)
        self.action_perform(Action(f"grade {grade}").name)

    action_judge = action_grade

    def action_take_back(self) -> None:
        """Take the last grade back."""
        self.action_perform(Action.BACK.name)

    def _perform(self, action: Action) -> None:
        controller, before = self._controller, self._controller.item
        self._message = controller.perform(action)
        if action is Action.SUSPEND and self._message and (controller.item != before or controller.finished):
            undo = "Ctrl-P" if controller.key.typed and not controller.finished else "u"
            self._message += f" Press {undo} to undo this."

    def action_leave(self) -> None:
        """End."""
        self.action_perform(Action.LEAVE.name)

    action_end = action_leave

    def action_step_back(self) -> None:
        """End, unless that would lose an answer that is typed, or lead out of the program."""
        if self._controller.weighed:
            self.action_reconsider()
        elif self._is_typing and any(map(str.strip, self._controller.draft.texts)):
            self.tell("Your answer isn't submitted: Enter submits it, Ctrl-D quits without it.")
        elif not self.is_first or self._course.has_answers:
            self.action_leave()
        else:
            self.tell("Ctrl-D leaves" if self._is_typing else "q leaves")

    # --- what follows

    def tell(self, message: str) -> None:
        """Show a message above the keys."""
        self._message = message
        self._do(self._show)

    def _do(self, act: Callable[[], None], then: Callable[[], None] | None = None) -> None:
        """Do something that needs the store, and something then.

        As long as another process writes to the store, it is tried again and again, and keys are ignored.
        """
        if not self.is_attached:
            return
        try:
            act()
        except StoreBusyError as error:
            self._busy = error
            self.foot.keys = ()
            self.foot.say(_WAITING)
            self.set_timer(self._patience, partial(self._do, act, then))
            return
        except MlsysError as error:
            self.dismiss(error)
            return
        self._busy = None
        if then is not None:
            then()

    def _follow(self) -> None:
        """Show the card, the end, or what the learner wants to see in between."""
        if self._controller.over:
            self._do(self._end)
            return
        self._do(self._show)
        if ref := self._controller.reading:
            self._controller.reading = None
            self.post_message(self.Opens(location_of(ref)))
        elif self._controller.looking_up:
            self._controller.looking_up = False
            self.app.push_screen(OfferDialog(Offers("Look up", find=partial(find, self._pages.session))), self._look_up)

    def _look_up(self, location: Location | str | None) -> None:
        if isinstance(location, Location):
            self._controller.look_up()
            self._do(self._show)
            self.post_message(self.Opens(location))

    def _end(self) -> None:
        result = self._course.result()  # which also writes down what came of it
        self.dismiss(result if self._course.has_answers else None)
