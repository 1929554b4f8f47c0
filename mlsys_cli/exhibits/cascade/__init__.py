"""A cascade of classifiers that looks for faces in a drawn scene, and says no early."""
