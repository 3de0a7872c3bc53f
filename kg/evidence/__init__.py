"""What studies found, next to what an article claims: the records, and `Layer`, which holds them."""

from kg.evidence.layer import HARM, Layer
from kg.evidence.records import Appraisal, Finding, Findings, Link, Study

__all__ = ["HARM", "Appraisal", "Finding", "Findings", "Layer", "Link", "Study"]
