"""Numbers drawn over axes, in a plane and as pixels: in braille at any width, and as vector graphics."""
