"""Reads a news text into candidates: who demands what of whom by when, with the words that say so.

The way of a text: `sentences` cuts it, `actors`, `mentions`, `inner` and `unlisted` find who is named, `pronouns` whom
others stand for, `crowds` who acts without a name, `time_words` what tells a time; `outline` puts a sign for each into
the sentence, so that the patterns of `events` stay short. `frames` puts the events of three sentences together, with the
tables of `cues`; `parties` takes sender and target from the grammar of the sentence, `roles` weighs them by the words
around all who are named; `loose` reads once more where the grammar finds nothing. `against` says what speaks against a
frame; `announcement` and `deadlines` make the window; `cases` compares it with the record; `reader` does all of it and
makes a `result.Candidate`; `merging` puts together what is told twice.
"""
