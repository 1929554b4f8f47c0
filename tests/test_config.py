"""`mlsys config`: what the learner has chosen, in a file that is theirs."""

import re
import tomllib
from pathlib import Path

import pytest

from mlsys_cli.journal.days import DAY
from mlsys_cli.journal.settings import SETTINGS, Settings
from mlsys_cli.journal.store import Store
from tests.support.cases import each
from tests.support.program import Run


@pytest.fixture
def file(home: Path) -> Path:
    """The file of the settings, which isn't there yet."""
    return home / "config/mlsys-cli/config.toml"


def write(file: Path, text: str) -> None:
    """What a person writes with an editor."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def test_settings_are_shown_with_what_they_are_for(run: Run, file: Path) -> None:
    result = run("config")
    assert (result.code, result.err) == (0, "")
    for words in (
        "desired-retention",
        "0.9",
        "review-minutes",
        "10",
        "new-per-day",
        "20",
        "day-starts",
        "04:00",
        "the share of reviews",
    ):
        assert words in result.out
    assert run("config", "--json").json == {
        "kind": "config",
        "schema": 1,
        "path": str(file),
        "settings": {
            "desired-retention": "0.9",
            "review-minutes": "10",
            "new-per-day": "20",
            "day-starts": "04:00",
            "remember-reading": "on",
            "cards": "+terms",
            "reader": "screen",
            "deeper": "off",
            "confidence": "off",
            "theme": "dark",
            "mouse": "on",
        },
        "chosen": [],
    }
    assert run("config", "-f", "csv").out.splitlines()[1] == "desired-retention,0.9,False"
    assert not file.exists()  # nobody asked for it
    run("config", "new-per-day", "5")
    assert re.findall("^(.*?) +.*yours", run("config").out, re.MULTILINE) == ["new-per-day"]


def test_every_setting_has_a_name_and_a_place() -> None:
    assert [name.replace("-", "_") for name in SETTINGS] == list(Settings._fields)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("desired-retention", "0.85", "0.85"),
        ("desired-retention", "85%", "0.85"),
        ("desired_retention", ".7", "0.7"),
        ("New-Per-Day", "0", "0"),
        ("new-per-day", "1000", "1000"),
        ("review-minutes", "240", "240"),
        ("day-starts", "5", "05:00"),
        ("day-starts", "23:59", "23:59"),
    ],
)
def test_a_setting_is_set_shown_and_unset(run: Run, file: Path, name: str, typed: str, value: str) -> None:
    usual = run("config", name).out
    assert run("config", name, typed) == (0, "", "")
    assert run("config", name).out == f"{value}\n"
    assert run("config", name, "--json").json["value"] == value
    assert run("config", "--json").json["chosen"] == [name.lower().replace("_", "-")]
    assert run("config", name, "--unset") == (0, "", "")
    assert run("config", name).out == usual
    assert file.read_text() == ""


@each(
    "name, typed, allowed",
    [
        ("desired-retention", "0.5", "from 0.7 to 0.97"),
        ("desired-retention", "nan", "from 0.7 to 0.97"),
        ("desired-retention", "much", "from 0.7 to 0.97"),
        ("new-per-day", "-1", "from 0 to 1000"),
        ("new-per-day", "1.5", "from 0 to 1000"),
        ("review-minutes", "0", "from 1 to 240"),
        ("review-minutes", "241", "from 1 to 240"),
        ("new-per-day", "9" * 5000, "from 0 to 1000"),
        ("day-starts", "24:00", "from 00:00 to 23:59"),
        ("day-starts", "4:60", "from 00:00 to 23:59"),
        ("day-starts", "noon", "from 00:00 to 23:59"),
    ],
)
def test_nonsense_is_a_usage_error_that_says_what_is_allowed(
    run: Run, file: Path, name: str, typed: str, allowed: str
) -> None:
    result = run("config", name, "--", typed)
    assert (result.code, result.out) == (2, "")
    assert allowed in result.err
    assert not file.exists()


def test_an_unknown_setting_is_a_usage_error_with_the_nearest(run: Run) -> None:
    for words in (["new-par-day"], ["new-par-day", "3"], ["new-par-day", "--unset"]):
        result = run("config", *words)
        assert (result.code, result.out) == (2, "")
        assert "did you mean 'new-per-day'?" in result.err
    assert "the settings are desired-retention, review-minutes, new-per-day, day-starts" in run("config", "zzz").err


@each("words", ["--unset", "new-per-day 3 --unset", "--optimise new-per-day"])
def test_what_contradicts_itself_is_a_usage_error(run: Run, words: str) -> None:
    assert run("config", *words.split()).code == 2


# --- the file ----------------------------------------------------------------------------------------------------

MINE = """# How I study

day-starts = "05:30"   # I get up late
'new-per-day' = 5
colour = "blue"  # of another version

[keys]
new-per-day = "n"
"""


def test_whatever_else_the_file_has_stays(run: Run, file: Path) -> None:
    write(file, MINE)
    assert run("config", "--json").json["settings"]["new-per-day"] == "5"
    run("config", "day-starts", "06:00")
    run("config", "desired-retention", "0.8")
    run("config", "new-per-day", "--unset")
    assert file.read_text() == MINE.replace('"05:30"', '"06:00"').replace("'new-per-day' = 5\n", "").replace(
        "\n[keys]", "desired-retention = 0.8\n\n[keys]"
    )


def test_the_line_ends_of_the_file_stay(run: Run, file: Path) -> None:
    write(file, "# mine\r\nnew-per-day = 5\r\nday-starts = 04:30:00\r\n")
    assert run("config", "day-starts").out == "04:30\n"  # a time of TOML will do as well
    run("config", "new-per-day", "6")
    assert file.read_bytes() == b"# mine\r\nnew-per-day = 6\r\nday-starts = 04:30:00\r\n"


def test_a_file_whose_last_line_has_no_end(run: Run, file: Path) -> None:
    write(file, "colour = 1")
    run("config", "new-per-day", "6")
    assert tomllib.loads(file.read_text()) == {"colour": 1, "new-per-day": 6}


def test_what_only_looks_like_a_setting_is_not_changed(run: Run, file: Path) -> None:
    text = 'note = """\nnew-per-day = 3\n"""\n'
    write(file, text)
    assert run("config", "new-per-day", "6") == (0, "", "")
    assert file.read_text() == f"{text}new-per-day = 6\n"


BROKEN = {
    "new-per-day = ": "1: the settings can't be read: ",
    'colour = "blue"\nnew-per-day = many\n': "2:15: the settings can't be read: ",
    "[keys\n": "1:6: the settings can't be read: ",
    "# mine\n\nnew-per-day = 5000\n": "3: new-per-day can't be '5000'",
    "desired-retention = true\n": "1: desired-retention can't be 'true'",
    f"new-per-day = {'9' * 5000}\n": "1: the settings can't be read: a number has too many digits",
    f"new-per-day = 0x{'f' * 5000}\n": f"1: new-per-day can't be '0x{'f' * 38}'",
    "new-per-day = [4]\n": "1: new-per-day can't be '[4]'",
    "new-per-day = 1.0\n": "1: new-per-day can't be '1.0'",
}


@each("text", BROKEN)
@each("command", ["due", "config", "config new-per-day", "config day-starts 3"])
def test_a_broken_file_is_told_with_its_line(run: Run, file: Path, text: str, command: str) -> None:
    write(file, text)
    result = run(*command.split())
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith(f"mlsys: {file}:{BROKEN[text]}")
    assert file.read_text() == text


def test_a_wrong_value_is_mended_by_setting_it(run: Run, file: Path) -> None:
    write(file, "new-per-day = 5000  # too many\n")
    assert run("config", "new-per-day", "50") == (0, "", "")
    assert file.read_text() == "new-per-day = 50  # too many\n"


def test_a_file_that_is_no_text(run: Run, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"# mine\n\xff\n")
    assert run("due") == (3, "", f"mlsys: {file}:2: the settings aren't valid UTF-8\n")


def test_a_broken_file_keeps_nobody_from_reading(run: Run, file: Path) -> None:
    write(file, "[")
    assert run("define", "eliza").code == 0


def test_settings_that_cannot_be_written(run: Run) -> None:
    result = run("config", "new-per-day", "3", XDG_CONFIG_HOME="/dev/null/no")
    assert (result.code, result.out) == (3, "")
    assert "/dev/null/no/mlsys-cli/config.toml can't be written: " in result.err


def test_a_file_that_is_a_link_stays_one(run: Run, file: Path, tmp_path: Path) -> None:
    """As those have it who keep their settings in a repository."""
    write(file, "")
    file.rename(tmp_path / "kept.toml")
    file.symlink_to(tmp_path / "kept.toml")
    run("config", "new-per-day", "3")
    assert file.is_symlink()
    assert (tmp_path / "kept.toml").read_text() == "new-per-day = 3\n"
    assert [path.name for path in file.parent.iterdir()] == ["config.toml"]


# --- parameters --------------------------------------------------------------------------------------------------


def test_nothing_is_optimised_from_too_few_answers(run: Run, home: Path) -> None:
    result = run("config", "--optimise")
    assert (result.code, result.out) == (1, "")
    assert "512 reviews are needed, but there are only 0" in result.err
    assert not home.exists()


def test_a_review_counts_on_a_later_day_also_if_it_is_at_an_earlier_hour(run: Run, store: Store) -> None:
    for days in range(3):
        store.answer("book:question:one", 3, 1_795_000_000_000_000 + days * (DAY - 60_000_000))
    store.answer("book:question:one", 3, 1_795_000_000_000_000 + 2 * DAY)
    assert "there are only 2" in run("config", "--optimise").err
