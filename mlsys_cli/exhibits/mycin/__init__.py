"""MYCIN: what grows in the blood, by rules with certainties."""
