"""Every rule of the checker, and the one rule that is about rules."""

from collections.abc import Callable, Iterator
from inspect import isfunction

from mlsys_cli.book.check.context import ChapterContext
from mlsys_cli.book.check.rules import (
    addresses,
    facts,
    formulas,
    ids,
    ignored_files,
    links,
    orphans,
    plain_words,
    plot_figures,
    questions,
    runs,
    spec_numbers,
    structure,
    texts,
    unfinished,
)
from mlsys_cli.book.check.rules.rule import BookRule, ChapterRule, Finding, Rule, rule_of, warning
from mlsys_cli.book.kinds import KINDS
from mlsys_cli.book.parse import diagnostics
from mlsys_cli.text.spelling import did_you_mean


@warning
def useless_ignore(chapter: ChapterContext) -> Iterator[Finding]:
    """The settings in book.yaml ignore a rule that doesn't exist, or one that finds errors.

    Errors are always listed, since readers can't be shown what is meant. `mlsys check --ignore` leaves them out once.

    Bad:
        # ../book.yaml
        check: {ignore: [lonely-trem]}

    Good:
        check: {ignore: [lonely-term]}
    """
    for item in chapter.of("book"):
        for number, name in enumerate(item.entry.check.ignore):
            steps = ("check", "ignore", number)
            if name not in RULES:
                yield Finding(item, steps, f"there is no rule {name!r}", did_you_mean(name, RULES))
            elif RULES[name].level == "error":
                yield Finding(item, steps, f"{name!r} finds errors, which can't be ignored", "delete it")


CHAPTER_RULES: tuple[tuple[tuple[str, ...], tuple[ChapterRule, ...]], ...] = (
    (("section",), (ids.repeated_heading, texts.empty_section)),
    (("book",), (useless_ignore,)),
    (("source",), (addresses.bad_address, addresses.bad_isbn)),
    (("model", "machine"), (spec_numbers.bad_number, spec_numbers.number_without_source)),
    (("synonym",), (plain_words.idle_synonym,)),
    (("exhibit",), (runs.unknown_engine, runs.taken_name, runs.unusable_data)),
    (("term",), (orphans.lonely_term,)),
    (("term", "section"), (ids.needless_also_asked,)),
    (("era", "event"), (facts.end_before_start, facts.years_out_of_order)),
    (tuple(KINDS), (facts.impossible_date,)),
    (("table",), (structure.missing_cell, structure.stray_cell)),
    (("figure",), (structure.stray_edge, structure.missing_alt, structure.bad_bar, structure.bad_tree)),
    (("figure",), (plot_figures.bad_plot, plot_figures.undrawn_point, plot_figures.distant_mark)),
    (("table", "figure"), (ids.bad_part_id, ids.doubled_part_id)),
    (("question",), (questions.no_right_choice, questions.no_accepted_answer, questions.lettered_explanation)),
    (("question", "section"), (formulas.broken_formula, formulas.unlike_units, formulas.impossible_value)),
    (("question",), (formulas.wrong_result, formulas.constant_answer)),
    (("section",), (formulas.wrong_sum, formulas.dangling_example)),
    (("question",), (questions.longest_is_right, questions.lopsided_truth, questions.repeated_question)),
    (("question",), (questions.answer_given_away, questions.answer_told_elsewhere, questions.truth_told_by_wording)),
    (
        tuple(KINDS),
        (texts.long_sentence, texts.doubled_word, texts.foreign_markdown, texts.broken_mark, texts.broken_math),
    ),
    (tuple(KINDS), (texts.lost_embed, texts.unclosed_code, texts.broken_math)),
    (tuple(KINDS), (unfinished.unfinished_text, links.disputed_without_source)),
)
"""The rules that need only one chapter, by the kinds of entries that they are about."""

BOOK_RULES: tuple[tuple[tuple[str, ...], tuple[BookRule, ...]], ...] = (
    (tuple(KINDS), (ids.bad_id, ids.duplicate_id, ids.reused_id)),
    (tuple(KINDS), (links.dangling_link, links.dangling_see_also, links.dangling_source, links.dangling_section)),
    (tuple(KINDS), (links.dangling_era, links.dangling_figure, links.dangling_table, runs.dangling_run)),
    (("term",), (structure.unknown_kind, ids.duplicate_alias, orphans.unused_term, orphans.one_way_see_also)),
    (("source",), (orphans.uncited_source,)),
    (("table", "figure"), (orphans.unplaced_table, orphans.unplaced_figure)),
    (("event",), (facts.event_outside_era,)),
    (("synonym",), (plain_words.unknown_synonym, plain_words.common_synonym)),
)
"""The rules that need all chapters, by the kinds of entries that they are about."""

_FUNCTIONS: tuple[Callable[..., object], ...] = (
    *(rule for _, rules in CHAPTER_RULES for rule in rules),
    *(rule for _, rules in BOOK_RULES for rule in rules),
    *filter(isfunction, vars(diagnostics).values()),
    ignored_files.ignored_file,
)

RULES: dict[str, Rule] = {rule.name: rule for rule in map(rule_of, _FUNCTIONS)}
"""Every rule by its name. Those for single files come last, since they also explain `duplicate-id`."""
