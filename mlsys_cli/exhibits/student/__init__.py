"""STUDENT: a word problem becomes simple sentences, these become equations, and these an answer."""

from mlsys_cli.exhibits.student.student_exhibit import EXHIBIT

__all__ = ["EXHIBIT"]
