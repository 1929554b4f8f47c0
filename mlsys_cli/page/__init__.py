"""The parts of a page before a width or format is chosen: blocks, plots, anchors, formulas."""
