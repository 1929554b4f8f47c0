"""Asking and answering, on a full screen or line by line."""
