"""Explanations of the keys of the format, as editors and the guide for authors show them."""

from dataclasses import fields
from typing import Any

from mlsys_cli.book import model
from mlsys_cli.quiz.kinds.registry import question_kinds, question_parts
from mlsys_cli.quiz.question import AS_OF_HELP as _AS_OF
from mlsys_cli.quiz.question import DISPUTED_HELP as _DISPUTED
from mlsys_cli.quiz.question import ID_HELP as _ID
from mlsys_cli.quiz.question import SOURCES_HELP as _SOURCES

_CAPTION = "A sentence below it."

KEYS: dict[type[Any], dict[str, str]] = {
    model.Book: {
        "id": f"The book's name among others. {_ID}",
        "title": "The book's title.",
        "summary": "What the book is about, in a few sentences.",
        "credit": "Whose work it rests on.",
        "licence": "What others may do with it.",
        "parts": "The parts of the book, in reading order.",
    },
    model.BookPart: {
        "title": "The part's title.",
        "chapters": "The folders of its chapters, in reading order.",
    },
    model.Source: {
        "key": "What a text cites it by, such as lovelace1843.",
        "authors": "People or institutions, each as it is printed.",
        "year": "When it was published; left out if it is unknown.",
        "title": "Its title.",
        "venue": "Where it appeared: journal, conference, publisher.",
        "doi": "The digital object identifier, without an address before it.",
        "arxiv": "Its number at arXiv.",
        "url": "Where it can be read.",
    },
    model.ChapterHead: {
        "title": "The chapter's title.",
        "summary": "What the chapter is about, in two or three sentences.",
        "objectives": "What the reader can do after it, each beginning with a verb.",
    },
    model.Section: {
        "id": f"Unique in the chapter; others link to it as chapter/section. {_ID}",
        "title": "The heading.",
        "body": "The prose, as Markdown with links, embeds and citations.",
        "remember": "The main point, in one sentence.",
        "as_of": _AS_OF,
        "disputed": _DISPUTED,
        "sections": "The sections below it, written in the same way.",
    },
    model.Term: {
        "id": f"Unique in the whole book. {_ID}",
        "name": "The word as it is written in a text.",
        "aliases": "Other words for it: abbreviations, irregular plurals, old and new names.",
        "kind": "The kind of term.",
        "definition": "What it is, in one or two sentences.",
        "explanation": "How it works and why it matters, as prose.",
        "example": "A case in which it is at work.",
        "see_also": "The ids of terms to read next.",
        "sources": _SOURCES,
        "as_of": _AS_OF,
        "disputed": _DISPUTED,
    },
    model.Era: {
        "id": _ID,
        "name": "What the years are called.",
        "start": "Its first year.",
        "end": "Its last year; left out while it goes on.",
        "kind": "An era, or a winter in which money and hope went.",
        "summary": "What marked these years.",
        "disputed": _DISPUTED,
    },
    model.Event: {
        "id": _ID,
        "year": "When it happened, or began.",
        "month": "The month, from 1 to 12.",
        "end": "The year in which it ended, if it lasted.",
        "title": "What happened, in a few words.",
        "body": "The same in two or three sentences, as prose.",
        "era": "The id of the era that it belongs to.",
        "terms": "The ids of terms that it has to do with.",
        "section": "Where to read on, as chapter/section.",
        "sources": _SOURCES,
        "as_of": _AS_OF,
        "disputed": _DISPUTED,
    },
    model.Table: {
        "id": _ID,
        "title": "What is compared.",
        "columns": "The subjects that are compared.",
        "rows": "The aspects in which they differ.",
        "caption": _CAPTION,
        "sources": _SOURCES,
        "as_of": _AS_OF,
        "disputed": _DISPUTED,
    },
    model.Column: {"id": f"Unique in the table. {_ID}", "name": "The heading of the column."},
    model.Row: {"aspect": "The heading of the row.", "cells": "A text for each column, by the column's id."},
    model.Figure: {
        "id": _ID,
        "kind": "How it is drawn.",
        "title": "What is to be seen.",
        "alt": "The same in words, for those who don't see it.",
        "nodes": "Its boxes, layers, bars, pillars or branches.",
        "edges": "Its arrows: [from, to] or [from, to, label], by the ids of nodes.",
        "caption": _CAPTION,
        "unit": "What the values of bars count.",
        "base": "What pillars stand on.",
        "sources": _SOURCES,
        "as_of": _AS_OF,
    },
    model.Part: {
        "id": f"Unique in the figure. {_ID}",
        "name": "What is written in it.",
        "note": "A remark below the name.",
        "value": "The length of a bar.",
    },
}
"""The explanation of each key, by noun. Questions and their parts explain their own keys."""


def all_keys() -> frozenset[str]:
    """Every key of the format, whatever noun has it."""
    questions = (*question_kinds().values(), *question_parts().values())
    return frozenset(key for keys in (*KEYS.values(), *map(keys_of, questions)) for key in keys)


def keys_of(noun: type[Any]) -> dict[str, str]:
    """The explanation of each key of a noun, in the order of its fields."""
    known = {key: words for one in reversed(noun.__mro__) for key, words in _own_keys(one).items()}
    return {field.name: known[field.name] for field in fields(noun) if field.name in known}


def _own_keys(noun: type[Any]) -> dict[str, str]:
    own: dict[str, str] = KEYS.get(noun) or vars(noun).get("HELP", {})
    return own
