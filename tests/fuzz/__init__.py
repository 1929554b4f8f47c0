"""Broken and hostile books by the thousand, and losses tried at full size: run by hand, and in small by the tests."""
