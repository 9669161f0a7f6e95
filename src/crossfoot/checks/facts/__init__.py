"""The narrative's facts as a model gives them, held against the text. Pure, and without a model.

A fact is believed where its quote stands in the text verbatim, in the section that speaks of it, and its number is
printed in the quote and not said of another year, a change or a part. What is not believed is `rejected`, with the
reason; it is never a value. Whether a sentence *means* what the model takes it to mean, no program can show: facts are
evidence with a place, and decide nothing.

* `quotes`: where a quote stands; `figures`: the numbers of a text; `channels`: kinds of channels;
* `verify`: which facts the text bears out; `soft`: what does not fit among them (warnings).
"""

from crossfoot.checks.facts.catalogue import load_fact_rules
from crossfoot.checks.facts.soft import fact_findings
from crossfoot.checks.facts.verify import Checked, verify_facts

__all__ = ["Checked", "fact_findings", "load_fact_rules", "verify_facts"]
