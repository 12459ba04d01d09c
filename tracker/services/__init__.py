"""What the tracker does: one function a use case, atomic, keyword-only, takes `now`."""
