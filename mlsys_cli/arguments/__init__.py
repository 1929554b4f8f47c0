"""Arguments and options: their declarations, choices and completions."""
