"""How the codebooks of the field number what we record."""

from tracker.domain.vocabulary import Kind, ThreatType

TIES_THREATS: dict[ThreatType, int] = {
    ThreatType.UNSPECIFIED: 1,
    ThreatType.SANCTIONS: 1,
    ThreatType.TOTAL_EMBARGO: 2,
    ThreatType.PARTIAL_EMBARGO: 3,
    ThreatType.IMPORT_RESTRICTION: 4,
    ThreatType.EXPORT_RESTRICTION: 5,
    ThreatType.SECONDARY_MEASURES: 6,
    ThreatType.BLOCKADE: 6,
    ThreatType.ASSET_FREEZE: 7,
    ThreatType.AID_TERMINATION: 8,
    ThreatType.TRAVEL_BAN: 9,
    ThreatType.AGREEMENT_SUSPENSION: 10,
}
"""TIES 4.0, variable 16; what is not here has no code there (seeds/README.md)."""

CAMEO_ULTIMATUM = "139"
"""CAMEO 1.1b3: 'Give ultimatum', under 13, 'Threaten'. Codes are texts: some begin with a zero."""


def cameo_code(kind: Kind) -> str | None:
    """The CAMEO code of the act of setting it; None for deadlines that nobody threatens with."""
    return CAMEO_ULTIMATUM if kind is Kind.ULTIMATUM else None
