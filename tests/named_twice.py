"""Names that several actors bear at a time, each with the slugs of all that do: nobody can mend these."""

CONGOS = {"democratic-republic-of-the-congo", "republic-of-the-congo"}
DOMINICAS = {"dominica", "dominican-republic"}
NAMED_TWICE: dict[str, set[str]] = {
    "congolese": CONGOS,
    "конголезькии": CONGOS,
    "конголезці": CONGOS,
    "dominican": DOMINICAS,
    "домініканськии": DOMINICAS,
}
"""As `domain.text.plain` writes the names."""
