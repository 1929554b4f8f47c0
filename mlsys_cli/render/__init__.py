"""A page as text, plain text, SVG and HTML."""
