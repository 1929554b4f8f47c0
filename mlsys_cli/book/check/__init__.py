"""The checker: its rules, and the places of their findings."""
