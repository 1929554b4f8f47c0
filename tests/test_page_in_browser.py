"""What the script does in a page, in Chromium and from the disk: forms, search, previews, filter and theme.

`apt-get install chromium` and `pip install playwright` install what it needs.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright isn't installed")
if not (CHROMIUM := shutil.which("chromium")):
    pytest.skip("chromium isn't installed", allow_module_level=True)

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.program import MakeBook, Run
from tests.support.quiz_book import QUIZ
from tests.support.web_server import TOKEN, serving

pytestmark = [pytest.mark.web, pytest.mark.slow]

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_HOSTILE = "Sweep <img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages") / "site"


@pytest.fixture
def site(run: Run, make_book: MakeBook, folder: Path) -> str:
    """The address of a site of the small book with questions, which is written once. One of its terms has tags."""
    if not folder.exists():
        book = make_book(QUIZ.replace("name: Sweep phase", f"name: {_HOSTILE}"))
        assert run("export", "site", str(folder), "--content", str(book)).code == 0
    return folder.as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that keeps nothing from before; whatever the browser complains about is an error."""
    page, said = browser.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    yield page
    page.close()
    assert said == []


def verdict(page: Page, question: str) -> str:
    return str(page.inner_text(f"#q-{question} output"))


def test_an_answer_is_graded_and_kept_until_it_is_forgotten(page: Page, site: str) -> None:
    page.goto(f"{site}/gc/how.html")
    page.fill("#q-pause input", "8 per cent")
    page.press("#q-pause input", "Enter")
    assert verdict(page, "pause") == ""
    assert page.evaluate("document.querySelector('#q-pause input').validity.patternMismatch")
    page.fill("#q-pause input", "8")
    page.press("#q-pause input", "Enter")
    assert verdict(page, "pause") == "✓ Correct."
    assert page.is_visible("#q-pause details.answer p")
    page.fill("#q-second input", "mark")
    page.click("#q-second [type=submit]")
    assert verdict(page, "second") == "✗ Incorrect."
    page.reload()
    assert (verdict(page, "pause"), verdict(page, "second")) == ("✓ Correct.", "✗ Incorrect.")
    assert page.input_value("#q-pause input") == "8"
    page.click("#q-second [type=reset]")
    assert verdict(page, "second") == ""
    page.reload()
    assert (verdict(page, "pause"), page.input_value("#q-second input")) == ("✓ Correct.", "")
    page.click("[data-forget]")
    page.reload()
    assert (verdict(page, "pause"), page.input_value("#q-pause input")) == ("", "")


def test_each_kind_of_field(page: Page, site: str) -> None:
    page.goto(f"{site}/gc/why.html")
    page.check("#q-cycle [value='0']")
    page.check("#q-roots [value='0']")
    for question, said in (("cycle", "✓ Correct."), ("roots", "✗ Incorrect, but 50% of it is right.")):
        page.click(f"#q-{question} [type=submit]")
        assert verdict(page, question) == said
    page.goto(f"{site}/gc/how.html")
    for item, place in enumerate(("1", "2", "3", "3")):
        page.select_option(f"#q-steps [name='answer.{item}']", label=place)
    page.click("#q-steps [type=submit]")
    assert verdict(page, "steps") == "Give each item a place of its own."
    page.select_option("#q-steps [name='answer.3']", label="4")
    page.select_option("#q-inventors [name='answer.0']", label="Collins")
    page.select_option("#q-inventors [name='answer.1']", label="Collins")
    for question, said in (("steps", "✓ Correct."), ("inventors", "✗ Incorrect, but 50% of the pairs are right.")):
        page.click(f"#q-{question} [type=submit]")
        assert verdict(page, question) == said
    page.reload()
    assert verdict(page, "steps") == "✓ Correct."


def test_downloaded_answers_are_those_of_a_class_a_test_and_a_learner(
    page: Page, site: str, run: Run, quiz_book: Path, tmp_path: Path
) -> None:
    def download() -> str:
        with page.expect_download() as started:
            page.click("[data-download]")
        started.value.save_as(tmp_path / "ann.jsonl")
        return str(tmp_path / "ann.jsonl")

    page.goto(f"{site}/gc/why.html")
    for value in ("1", "0"):
        page.check(f"#q-cycle [value='{value}']")
        page.click("#q-cycle [type=submit]")
    page.goto(f"{site}/gc/how.html")
    page.fill("#q-second input", "halting")
    for item, place in enumerate(("2", "1", "3", "4")):
        page.select_option(f"#q-steps [name='answer.{item}']", label=place)
    for question in ("second", "steps"):
        page.click(f"#q-{question} [type=submit]")
    file, book = download(), ("--content", str(quiz_book))

    run("class", "add", file, "--as", "Ann")
    shown = run("class", "--json", *book).json["questions"]
    assert {
        row["card"].rpartition(":")[2]: (row["right"], [one["answer"] for one in row["wrong"]]) for row in shown
    } == {"cycle": (0, ["A list"]), "second": (0, ["halting"]), "steps": (0, [])}
    assert run("import", "study", file, *book).code == 0
    logged = [event["data"] for event in run("export", "study", "-", "--json").json["events"]]
    assert [(one["right"], one.get("answer", one.get("typed"))) for one in logged] == [
        *((False, [1]), (True, [0]), (False, "halting"), (False, [1, 0, 2, 3])),
    ]
    page.click("[data-forget]")
    assert '"events": 0' in Path(download()).read_text()


def test_a_paragraph_that_is_selected_as_a_whole_is_marked(page: Page, quiz_book: Path, reading: None) -> None:
    """As three clicks select it in Firefox; in Chromium they select the text in it."""
    with serving(quiz_book) as server:
        page.goto(f"http://127.0.0.1:{server.port}/{TOKEN}/gc/why.html")
        page.evaluate("getSelection().selectAllChildren(document.getElementById('p-1'))")
        page.click("#mark button")
        page.wait_for_selector(".own :text('Marked:')")


def test_the_search_by_keys_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/gc/how.html")
    page.keyboard.press("/")
    page.keyboard.type("swee")
    page.wait_for_selector(".hits a")
    assert _HOSTILE in page.locator(".hits a").all_inner_texts()
    page.keyboard.press("Escape")
    assert page.is_hidden(".hits")
    page.keyboard.type("p phase")
    page.wait_for_selector(".hits a")
    page.keyboard.press("ArrowDown")
    address = page.evaluate("document.activeElement.href")
    page.keyboard.press("ArrowUp")
    page.keyboard.type("/")  # is typed here
    assert page.input_value("[type=search]") == "sweep phase/"
    page.fill("[type=search]", "zzzz")
    page.wait_for_selector(".hits :text('No hits')")
    page.fill("[type=search]", "sweep phase")
    page.wait_for_selector(".hits a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.keyboard.press("/")
    page.keyboard.type("heap")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-results] a")
    assert page.inner_text("[data-results] a") == "Heap"
    page.goto(f"{site}/search.html?q=zyzzyva")
    page.wait_for_selector("main [role=status]")
    assert page.inner_text("main [role=status]") == "Nothing was found for “zyzzyva”."
    assert page.evaluate("document.querySelector('main [role=status]').offsetHeight") > 10  # it is seen, too


def test_a_preview_of_a_term(page: Page, site: str) -> None:
    page.goto(f"{site}/gc/deep.html")
    link = "main p a[href$='term/heap.html']"
    page.focus(link)
    page.wait_for_selector(".preview")
    assert page.inner_text(".preview") == "Heap The pile that a program takes memory from."
    assert page.get_attribute(link, "aria-describedby") == page.get_attribute(".preview", "id")
    page.keyboard.press("Escape")
    assert page.is_hidden(".preview")
    page.evaluate("document.activeElement.blur()")
    page.hover(link)
    page.wait_for_selector(".preview")
    page.hover(".preview")
    assert page.is_visible(".preview")
    page.hover("h1")
    assert page.is_hidden(".preview")


def test_the_filter_of_the_glossary(page: Page, site: str) -> None:
    page.goto(f"{site}/glossary.html")
    page.fill("[data-filter]", "memory from")
    assert page.locator(".terms a:visible").all_inner_texts() == ["Heap"]
    assert page.locator("main section:visible").count() == 1


def test_the_theme_is_kept(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    assert page.inner_text("[data-theme-switch]") == "Theme: auto"
    page.click("[data-theme-switch]")
    page.click("[data-theme-switch]")
    page.goto(f"{site}/glossary.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.click("[data-theme-switch]")
    assert page.evaluate("document.documentElement.dataset.theme") == "auto"


def test_without_a_script_the_answer_can_be_opened_and_no_button_is_dead(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/gc/how.html")
    assert page.locator("button:visible").count() == 0
    page.click("#q-second details.answer summary")
    assert "sweep" in page.inner_text("#q-second details.answer")
    page.goto(f"{site}/glossary.html")
    assert page.is_hidden("[data-filter]")
    page.close()
