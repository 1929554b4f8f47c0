"""All that a book is checked for: one function a rule, named after what is bad."""

from collections.abc import Callable

from mlsys_cli.book.parse.diagnostics import MISTAKES
from mlsys_cli.book.rules import answers, dangling, facts, lonely, names, questions, shapes, wording
from mlsys_cli.book.rules.rule import BookRule, ChapterRule, Finding, Rule, rule_of
from mlsys_cli.book.rules.strays import ignored_file

CHAPTER_RULES: tuple[ChapterRule, ...] = (
    names.bad_part_id,
    names.doubled_part_id,
    names.repeated_heading,
    lonely.lonely_term,
    facts.years_out_of_order,
    shapes.missing_cell,
    shapes.stray_cell,
    shapes.stray_edge,
    shapes.missing_alt,
    facts.disputed_without_source,
    wording.empty_section,
    wording.long_sentence,
    wording.doubled_word,
    wording.foreign_markdown,
    wording.broken_mark,
    questions.no_right_choice,
    questions.no_accepted_answer,
    questions.lettered_explanation,
    questions.longest_is_right,
    questions.lopsided_truth,
    answers.answer_given_away,
    answers.answer_told_elsewhere,
    questions.repeated_question,
)
"""What can be seen in one chapter."""

BOOK_RULES: tuple[BookRule, ...] = (
    names.bad_id,
    names.duplicate_id,
    names.duplicate_alias,
    dangling.dangling_link,
    dangling.dangling_see_also,
    dangling.dangling_source,
    dangling.dangling_section,
    dangling.dangling_era,
    dangling.dangling_figure,
    dangling.dangling_table,
    lonely.unused_term,
    lonely.one_way_see_also,
    lonely.uncited_source,
    facts.event_outside_era,
)
"""What only all chapters together can tell."""

_FUNCTIONS: tuple[Callable[..., object], ...] = (*CHAPTER_RULES, *BOOK_RULES, *MISTAKES, ignored_file)

RULES: dict[str, Rule] = {rule.name: rule for rule in map(rule_of, _FUNCTIONS)}
"""Every rule by its name; what is noticed while a file is read comes last, and explains what rules share with it."""

__all__ = ["BOOK_RULES", "CHAPTER_RULES", "RULES", "BookRule", "ChapterRule", "Finding", "Rule"]
