"""The rules of the checker, one function each."""

from collections.abc import Callable
from inspect import isfunction

from mlsys_cli.book.check.rules import facts, ids, links, orphans, questions, structure, style
from mlsys_cli.book.check.rules.rule import BookRule, ChapterRule, Rule, rule_of
from mlsys_cli.book.parse import diagnostics

CHAPTER_RULES: tuple[ChapterRule, ...] = (
    ids.repeated_heading,
    ids.bad_part_id,
    ids.doubled_part_id,
    style.empty_section,
    style.long_sentence,
    style.doubled_word,
    style.foreign_markdown,
    style.broken_mark,
    orphans.lonely_term,
    facts.years_out_of_order,
    structure.missing_cell,
    structure.stray_cell,
    structure.stray_edge,
    structure.missing_alt,
    links.disputed_without_source,
    questions.no_right_choice,
    questions.no_accepted_answer,
    questions.lettered_explanation,
    questions.longest_is_right,
    questions.lopsided_truth,
    questions.answer_given_away,
    questions.answer_told_elsewhere,
    questions.repeated_question,
)
"""The rules that need only one chapter."""

BOOK_RULES: tuple[BookRule, ...] = (
    ids.bad_id,
    ids.duplicate_id,
    ids.duplicate_alias,
    links.dangling_link,
    links.dangling_see_also,
    links.dangling_source,
    links.dangling_section,
    links.dangling_era,
    links.dangling_figure,
    links.dangling_table,
    orphans.unused_term,
    orphans.one_way_see_also,
    orphans.uncited_source,
    facts.event_outside_era,
)
"""The rules that need all chapters."""

_FILE_RULES = [function for function in vars(diagnostics).values() if isfunction(function)]
_FUNCTIONS: tuple[Callable[..., object], ...] = (*CHAPTER_RULES, *BOOK_RULES, *_FILE_RULES, ids.ignored_file)

RULES: dict[str, Rule] = {rule.name: rule for rule in map(rule_of, _FUNCTIONS)}
"""Every rule by its name. Those for single files come last, since they also explain `duplicate-id`."""
