"""Machines that judge as a test says."""

from __future__ import annotations

from intake.words import Likeness, Marks, Verdict


class SaysAlways:
    """Says the same of everything, finds nothing alike, and notes what it was given."""

    def __init__(self, label, probability=0.5):
        self.verdict = Verdict(label, probability, "test-1")
        self.read = []

    def judge(self, messages):
        self.read += messages
        return [self.verdict for _ in messages]

    def fingerprints(self, messages):
        return [Likeness() for _ in messages]

    def marks(self, messages, regions):
        return [Marks() for _ in messages]

    def languages(self, messages):
        return ["" for _ in messages]

    def folded(self, texts):
        return [text.casefold() for text in texts]
