"""Credits: whether the bands of a table meet, whether each can apply, whether a miss of the promise is credited, whether
caps, rates and claim windows let a credit be paid at all, and what else is promised for the same miss.

Bands are compared exactly, on the percentages themselves; where a length of time is needed, the longest or the shortest
calendar period that proves the case is taken and named.
"""
