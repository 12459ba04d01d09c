"""Cases: stored, checked, published, corrected, and what is counted of them."""
