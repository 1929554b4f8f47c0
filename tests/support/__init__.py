"""Helpers of the tests: running the program, in process and as a process, and small books."""
