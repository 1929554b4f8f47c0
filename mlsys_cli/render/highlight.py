"""Code in the styles of its words, which the lexers of Pygments find. It comes with Rich; few pages have code."""

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String
from rich.text import Text

_LANGUAGES = ("bash", "c", "console", "cpp", "cuda", "json", "python", "sql", "toml", "yaml")
"""Pygments knows hundreds, but searches all installed packages for one that it doesn't know."""

_LONGEST = 5000
"""Characters; on hostile code the lexers of console and TOML take the square of its length: 4 s for 20,000."""

_STYLES = {
    Comment: "code.comment",
    Keyword: "code.keyword",
    Name.Tag: "code.keyword",  # a key in YAML and JSON
    Operator.Word: "code.keyword",
    String: "code.string",
    Number: "code.number",
}


def highlight(code: Text, language: str) -> None:
    """Style the words of some code that isn't too long, if its language is one that books on systems have."""
    if language not in _LANGUAGES or len(code) > _LONGEST:
        return
    for start, kind, words in get_lexer_by_name(language).get_tokens_unprocessed(code.plain):
        for meant, style in _STYLES.items():
            if kind in meant:
                code.stylize(style, start, start + len(words))
