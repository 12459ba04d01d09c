"""The pages that public cases cite: followed, checked, copied, decided upon."""
