"""Simulated learners, who use the program through its command line for half a year or longer.

The figures to reach are those of an earlier simulation of the rule of a review alone, without the program and its
store. What is assumed of a learner is the same in both:

- Memory is FSRS-6, in exact time, with parameters that the program doesn't know: an easy learner forgets more slowly
  than the default ones say, a forgetful one faster. Cards differ, and four in a hundred never stay.
- New cards have the kinds and levels of the bundled book; an answer takes 30 seconds on average.
- A day in seven is missed, two sections are read on five of seven others, and there are ten days of holiday.

No real learner was measured.

What the earlier one doesn't say was chosen: memory takes each answer by its grade, also a slip or a lucky guess, and
one right answer in ten is hard, one easy. A model of the program, which isn't kept, tried out what fits the figures of
the earlier simulation for *other* rules, never for the rule that is compared here. Of the easy, average and forgetful
learner (in brackets: this model, means of 60 lives):

- ten new cards a day without a limit: 44, 56, 74 minutes a day (44, 54, 73), and of 1,460 cards 1,398, 1,314, 1,030
  known with a probability over 90 % (1,417, 1,344, 1,135); 48 minutes for the average one when days
  are counted rightly (49);
- the same, but stopped after ten minutes: 337, 283, 192 cards remembered (338, 266, 193).

These figures weren't used, and agree: the average and the forgetful learner forget 16 and 20 % at a review (16, 20);
19 and 23 % if 85 % are wanted (20, 25), and then remember 322 and 234 cards (320, 232); without rest for leeches 265
and 189 (266, 190); and with 5 to 30 minutes a day all three remember as many within 5 %. One thing doesn't agree: two
learning steps in place of one cost 12 and 13 % of these 265 and 189 cards, but 4 % and nothing here.
"""
