"""`make load`: the whole site under a million subscriptions; `docs/scale.md` has what came of it."""
