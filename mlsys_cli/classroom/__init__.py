"""Tests on paper, and what a class has answered."""
