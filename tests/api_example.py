"""A program that uses the book, as others write them: it prints what some terms are, and what to read about them."""

import mlsys_cli.api as mlsys


def described(book: mlsys.OpenBook, *terms: str) -> list[str]:
    """A line for each term, with its first source."""
    lines = []
    for term in terms:
        try:
            answer: mlsys.BookAnswer = book.define(term)
        except mlsys.NotFoundError as error:
            lines.append(f"{error.message}; {' '.join(error.hints)}")
            continue
        source: mlsys.CitedSource | None = next(iter(answer.sources), None)
        lines.append(f"{answer.title}: {answer.definition} ({source.key if source else 'no source'}, {answer.address})")
    return lines


if __name__ == "__main__":
    print("\n".join(described(mlsys.open(), "eliza", "perceptrn and banana")))
