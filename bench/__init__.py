"""`make bench`: speed, memory and growth of Perspectief, side by side with two Rasa set-ups in the same run."""
