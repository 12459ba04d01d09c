"""Proof by breaking things: no mail is lost and none is sent twice, with real processes, all on loopback.

Every process is started and killed here; every wait ends. A failure prints the seed it came from; repeat it
with `FAULT_SEED=<seed>`. `FAULT_STORMS=60` makes a campaign of as many storms, each with a seed of its own.
"""
