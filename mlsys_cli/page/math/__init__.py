"""Formulas in prose, `$x^2$`: a subset of LaTeX as a tree, and the tree in one line, as MathML and for MathJax."""
