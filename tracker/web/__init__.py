"""What the tracker shows: everything HTTP. Parse, one query or one service, render."""
