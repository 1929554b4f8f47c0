"""Cached output: what the program once wrote to a pipe, written again while everything it came from is unchanged.

`recall` finds output before the program is imported; `record` stores it after the program has written it.
"""
