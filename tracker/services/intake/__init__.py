"""Intake: a text comes in, candidates with evidence come out, an editor decides."""
