"""Kept answers: what the program once wrote to a pipe, written again while everything that it came from is unchanged.

`recall` finds an answer before the program is imported; `record` keeps one after the program has written it.
"""
