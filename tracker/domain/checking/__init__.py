"""What an editor would doubt in a case: facts that contradict each other, are unsourced, or rest on little.

A case that loads is sound by the schema and the rules of files; what is looked for here loads and
may be wrong.
"""

from tracker.domain.checking.result import Checked, Doubt, Severity
from tracker.domain.checking.rules import contradictions_in, doubts_about

__all__ = ["Checked", "Doubt", "Severity", "contradictions_in", "doubts_about"]
