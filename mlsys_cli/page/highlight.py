"""The styles of the words of code, which the lexers of Pygments find. It comes with Rich; few pages have code."""

_LANGUAGES = ("bash", "c", "console", "cpp", "cuda", "json", "python", "sql", "toml", "yaml")
"""Pygments knows hundreds, but searches all installed packages for one that it doesn't know."""

_LONGEST = 5000
"""Characters; on hostile code the lexers of console and TOML take the square of its length: 4 s for 20,000."""


def code_styles(code: str, language: str) -> tuple[tuple[str, int, int], ...]:
    """The style of each word with the places where it begins and ends, if books on systems have such a language.

    Code that is too long has none. To import the lexer of a language takes as long as to lay out a chapter: prose is
    highlighted when a book is compiled.
    """
    if language not in _LANGUAGES or len(code) > _LONGEST:
        return ()
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    styles = {
        Comment: "code.comment",
        Keyword: "code.keyword",
        Name.Tag: "code.keyword",  # a key in YAML and JSON
        Operator.Word: "code.keyword",
        String: "code.string",
        Number: "code.number",
    }
    tokens = get_lexer_by_name(language).get_tokens_unprocessed(code)
    return tuple(
        (style, start, start + len(words))
        for start, kind, words in tokens
        for meant, style in styles.items()
        if kind in meant
    )
