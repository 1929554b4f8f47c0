"""A study tool for machine-learning systems that lives in the terminal."""

__version__ = "0.1.0"
