"""The rules of the checker, one function each."""

from collections.abc import Callable

from mlsys_cli.book.check.rules import answers, facts, ids, links, orphans, questions, structure, style
from mlsys_cli.book.check.rules.rule import BookRule, ChapterRule, Finding, Rule, rule_of
from mlsys_cli.book.check.rules.stray_files import ignored_file
from mlsys_cli.book.parse.diagnostics import MISTAKES

CHAPTER_RULES: tuple[ChapterRule, ...] = (
    ids.bad_part_id,
    ids.doubled_part_id,
    ids.repeated_heading,
    orphans.lonely_term,
    facts.years_out_of_order,
    structure.missing_cell,
    structure.stray_cell,
    structure.stray_edge,
    structure.missing_alt,
    facts.disputed_without_source,
    style.empty_section,
    style.long_sentence,
    style.doubled_word,
    style.foreign_markdown,
    style.broken_mark,
    questions.no_right_choice,
    questions.no_accepted_answer,
    questions.lettered_explanation,
    questions.longest_is_right,
    questions.lopsided_truth,
    answers.answer_given_away,
    answers.answer_told_elsewhere,
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

_FUNCTIONS: tuple[Callable[..., object], ...] = (*CHAPTER_RULES, *BOOK_RULES, *MISTAKES, ignored_file)

RULES: dict[str, Rule] = {rule.name: rule for rule in map(rule_of, _FUNCTIONS)}
"""Every rule by its name. Those for single files come last, since they also explain `duplicate-id`."""

__all__ = ["BOOK_RULES", "CHAPTER_RULES", "RULES", "BookRule", "ChapterRule", "Finding", "Rule"]
