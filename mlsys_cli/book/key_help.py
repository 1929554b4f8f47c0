"""Explanations of the keys of the format, as editors and the guide for authors show them."""

from dataclasses import fields
from typing import Any

from mlsys_cli.book import model

_ID = "Short, lower case, with hyphens, the same for ever."
_AS_OF = "When a fact that ages was true: a year, or a year and month in quotes; the reader is shown it."
_DISPUTED = "Who says otherwise, and what. Readers are shown it; give the sources."
_SOURCES = "The keys of the references that it rests on."
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
    model.Question: {
        "id": f"Unique in the whole book. {_ID}",
        "section": "The section that it is about, as chapter/section.",
        "level": "What it asks for: to recall, to understand, or to apply what was learned.",
        "ask": "The question, as prose.",
        "explain": "Why the answer is right, without naming a choice by its letter.",
        "hint": "Help that doesn't give the answer away.",
        "sources": _SOURCES,
        "as_of": _AS_OF,
        "disputed": _DISPUTED,
    },
    model.ChoiceQuestion: {
        "kind": "One or several of the choices are right.",
        "choices": "What is offered, in any order: it is shuffled.",
    },
    model.Choice: {"text": "An answer that is offered.", "right": "true if it is to be chosen."},
    model.TrueFalseQuestion: {"kind": "A statement holds or not.", "answer": "true or false."},
    model.TypedQuestion: {
        "kind": "A word or a few are typed.",
        "answers": "What is accepted; the first one is shown.",
    },
    model.NumberQuestion: {
        "kind": "A number is typed.",
        "answer": "The number.",
        "tolerance": "How far from it is still right.",
        "unit": "What the number counts.",
    },
    model.OrderQuestion: {"kind": "Items are put in sequence.", "items": "The items, in the right sequence."},
    model.MatchQuestion: {"kind": "Things are paired.", "pairs": "The pairs, as they belong together."},
    model.Pair: {"left": "What is given.", "right": "What belongs to it."},
    model.ClozeQuestion: {
        "kind": "Gaps in a sentence are filled.",
        "gaps": "For each gap ___ in what is asked: the words that are accepted, the first one shown.",
    },
}
"""The words for each key, by noun. A question of some kind has the keys of all questions and its own."""

ALL_KEYS = frozenset(key for keys in KEYS.values() for key in keys)
"""Every key of the format, whatever noun has it."""


def keys_of(noun: type[Any]) -> dict[str, str]:
    """The words for each key of a noun, in the order of its fields."""
    known = {key: words for one in reversed(noun.__mro__) for key, words in KEYS.get(one, {}).items()}
    return {field.name: known[field.name] for field in fields(noun) if field.name in known}
