"""The interface of a front end for quizzes and reviews."""

from collections.abc import Callable
from typing import TypeAlias

from mlsys_cli.practice.controller import Controller
from mlsys_cli.session.session import Session

FrontEnd: TypeAlias = Callable[[Session, Controller], None]
"""Lets a learner answer until nothing is left or they leave."""
