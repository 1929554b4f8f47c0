"""Calculators: sums of a book."""

import json

import yaml

from mlsys_cli.calculators.calculator import calculator_from, document_of

PIPELINE = """
id: pipeline
title: A pipeline
about: how long stages wait for each other
given:
  stages: {words: stages, default: 4, from: 1, to: 1024, whole: true}
  batches: {words: micro-batches, default: 8, from: 1, to: 4096, whole: true}
lines:
  - {name: idle, words: time without work, formula: (stages - 1) / (batches + stages - 1), unit: "%", better: less}
verdicts:
  - {if: idle < 25%, then: short, else: long}
plots:
  - {over: batches, curves: [{line: idle}, {line: idle, words: 16 stages, with: {stages: 16}}]}
claims:
  - {given: {stages: 4, batches: 8}, line: idle, result: 27.27 %, source: huang2019, tolerance: 0.0001}
"""


def test_a_calculator_is_the_same_after_a_way_through_json() -> None:
    document = yaml.safe_load(PIPELINE)
    calculator = calculator_from(document)
    assert document_of(calculator) == document
    assert calculator_from(json.loads(json.dumps(document_of(calculator)))) == calculator
    assert calculator.verdicts[0].if_ == "idle < 25%"
    assert calculator.plots[0].curves[1].with_ == {"stages": 16}
    assert calculator.given["batches"].from_ == 1
