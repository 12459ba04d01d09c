"""Pictures that stand for a page where its address is shared: 1200 by 630 pixels, drawn on the server."""
