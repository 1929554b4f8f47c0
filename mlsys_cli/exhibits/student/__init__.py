"""STUDENT: a word problem becomes simple sentences, these become equations, and these an answer."""

from mlsys_cli.exhibits.student.student_exhibit import PROGRAM

__all__ = ["PROGRAM"]
