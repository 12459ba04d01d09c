"""Search: texts as words, searches as terms, what of a case is found from when on, and misspelt words."""
