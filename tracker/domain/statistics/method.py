"""The version of the method by which statistics are made: it rises when their figures mean something else.

What each version changed is at `/about/method/` (tracker/web/pages/method.py).
"""

VERSION = 4
