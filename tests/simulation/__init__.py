"""Half a year of a simulated learner, who uses the program through its command line."""
