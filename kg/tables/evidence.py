"""The rules of the evidence: what a figure must say, and what may support or dispute a claim."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial

from kg.errors import Problem
from kg.schema import is_date
from kg.tables import curation
from kg.tables.columns import EVIDENCE, QUANTITY, items
from kg.tables.form import by_place
from kg.tables.reading import Row, Tables
from kg.tables.rules import not_known, structure, unclaimed, unknown_claim
from kg.tables.studies import SUPPORT_NOTHING

NO_EFFECT = {
    **dict.fromkeys(("difference-in-means", "risk-difference"), Decimal(0)),
    **dict.fromkeys(("risk-ratio", "odds-ratio", "hazard-ratio"), Decimal(1)),
}
"""What each measure of a difference is where there is none."""

DESCRIBING = frozenset({"described_as", "type_of", "uses_device", "implanted_in", "part_of", "located_in"})
"""Predicates that say what a thing is, not that it works: one counter-example, or one case, needs nothing beside it."""

SIDES = {"for": "supports", "against": "disputes"}
PROPORTION_NEEDS = ("outcome_rule", "timepoint", "total", "analysis_set")


class Facts(curation.Facts):
    """What the rules ask of the evidence and of the article that it is about."""

    @classmethod
    def beside(cls, article: Tables, tables: Tables) -> "Facts":
        """The facts of the evidence in `tables`; its nodes are added to those of the article."""
        facts, own = cls.of(tables), curation.Facts.of(article)
        facts.article = own
        facts.category = {**own.category, **facts.category}
        facts.by_name = {**own.by_name, **facts.by_name}
        facts.predicate_of = {row["id"]: row["predicate"] for row in own.claims()}
        return facts

    article: curation.Facts
    predicate_of: Mapping[str, str]

    @cached_property
    def findings(self) -> Mapping[str, Row]:
        """The findings, by id."""
        return {row["id"]: row for row in self.claims()}

    @cached_property
    def studies(self) -> Mapping[str, Row]:
        """The sources, by id."""
        return {row["id"]: row for row in self.tables.sources.rows}

    @cached_property
    def results(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        """The findings of each result, by source and number."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.claims():
            if row["result"]:
                found[row.table.source, row["result"]].append(row)
        return found

    @property
    def links(self) -> Sequence[Row]:
        """The links, and the sides on which nothing was found."""
        return self.tables.evidence.rows if self.tables.evidence is not None else ()


def apart(facts: Facts) -> Iterator[Problem]:
    """Sources and nodes of the evidence are not those of the article."""
    for row in facts.tables.sources.rows:
        if row["id"] in facts.article.kinds:
            yield row.problem("id", f"{row['id']!r} is a source of the article's graph; choose another id")
        if not (row["doi"] or row["pmid"] or row["pmcid"] or row["url"]):
            yield row.problem("doi", "nothing says where the source is; give doi, pmid, pmcid or url")
        if row["kind"] == "trial" and not row["blinded"]:
            yield row.problem("blinded", "the cell is empty; say who did not know the treatment, or not-stated")
    # What the article of another folder names, it may name as well: there it is one node.
    folder_of = {row["id"]: row.table.folder for row in facts.article.tables.nodes.rows}
    for row in facts.tables.nodes.rows:
        if folder_of.get(row["id"], "") == row.table.folder.removesuffix(f"/{EVIDENCE}"):
            yield row.problem("id", f"{row['id']!r} is a node of the article's graph; use that one")
        elif row["id"] not in folder_of and (owner := facts.article.by_name.get(row["name"].casefold())):
            yield row.problem("name", f"{row['name']!r} is the name of {owner!r} in the article's graph; use that one")


def figures(facts: Facts) -> Iterator[Problem]:
    """A figure says what it counts, in whom and when; events and total give the percentage."""
    for row in facts.claims():
        events, total, measure = row["events"], row["total"], row["measure"]
        if row["result"] and not measure:
            yield row.problem("measure", "a result needs a measure; say what kind of figure it is")
        if bool(row["result"]) != bool(row["role"]):
            column = "role" if row["result"] else "result"
            yield row.problem(column, "result and role go together; give both or neither")
        if measure == "proportion" and row["result"]:
            for column in PROPORTION_NEEDS:
                if not row[column]:
                    message = f"a proportion needs its {column}; give it, or leave out result and role"
                    yield row.problem(column, message)
        if events and not total:
            yield row.problem("total", "events without a total; give how many were counted")
        elif events.isdecimal() and total.isdecimal():
            yield from _percentage(row, int(events), int(total))
        yield from _interval(row)


def _percentage(row: Row, events: int, total: int) -> Iterator[Problem]:
    if events > total and row["per"] != "device-year":
        yield row.problem("events", f"{events} of {total}: more events than were counted; correct one of them")
    found = re.fullmatch(QUANTITY, row["quantity"])
    if total and found and found[1] == "=" and found[3].split()[0] == "%" and not row["note"]:
        printed, counted = Decimal(found[2]), Decimal(100 * events) / total
        if abs(counted - printed) > Decimal(5).scaleb(int(printed.as_tuple().exponent) - 1):
            message = f"{events} of {total} is {counted:.4g} %, not {printed} %; correct it, or say in the note why"
            yield row.problem("quantity", message)


def _interval(row: Row) -> Iterator[Problem]:
    limits = {column: row[column] for column in ("low", "high", "level")}
    if any(limits.values()) and not all(limits.values()):
        lacking = next(column for column, cell in limits.items() if not cell)
        yield row.problem(lacking, "an interval needs low, high and level; give all three, or none")
    elif row["low"] and (bounds := _bounds(row)) and bounds[0] > bounds[1]:
        yield row.problem("low", f"{row['low']} is above {row['high']}; exchange them")
    elif row["low"] and bounds and (found := re.fullmatch(QUANTITY, row["quantity"])) and not row["note"]:
        message = f"{found[2]} is not within {row['low']} to {row['high']}; correct one of them"
        yield from [row.problem("quantity", message)] * (not bounds[0] <= Decimal(found[2]) <= bounds[1])


def _bounds(row: Row) -> tuple[Decimal, Decimal] | None:
    """The limits of an interval; None where there is none, or its cells are at fault."""
    number = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,14})?")
    if number.fullmatch(row["low"]) and number.fullmatch(row["high"]):
        return Decimal(row["low"]), Decimal(row["high"])
    return None


def results(facts: Facts) -> Iterator[Problem]:
    """An arm comes with the one that it is compared with, or with the difference; all at one time."""
    for (_, result), rows in facts.results.items():
        roles = {row["role"] for row in rows}
        compared = {"comparator-arm": "an arm or a difference", "arm": "a comparator-arm or a difference"}
        for role, others in compared.items():
            beside = {"arm", "difference"} if role == "comparator-arm" else {"comparator-arm", "difference"}
            if role in roles and not roles & beside:
                row = next(row for row in rows if row["role"] == role)
                yield row.problem("role", f"{result} has a {role} alone; add {others}, or call it single-arm")
        if "single-arm" in roles and len(roles) > 1:
            row = next(row for row in rows if row["role"] == "single-arm")
            yield row.problem("role", f"{result} has other roles too; a single-arm has nothing beside it")
        for row in rows:
            if row["timepoint"] != rows[0]["timepoint"]:
                message = (
                    f"{result} is at {rows[0]['timepoint'] or 'no time'} in {rows[0]['id']}; give it another result"
                )
                yield row.problem("timepoint", message)


def linked(facts: Facts) -> Iterator[Problem]:
    """A link is to a claim and a finding that exist; a side on which nothing was found says where that was looked for."""
    for row in facts.links:
        claim, finding = row["claim"], row["evidence_claim"]
        if claim and claim not in facts.predicate_of:
            yield row.problem("claim", unknown_claim(claim, facts, facts.predicate_of))
        if claim and row["id"].rpartition(".")[0] != claim:
            yield row.problem("id", f"{row['id']!r} should be {claim}.e and a number: it names the claim")
        if finding and finding not in facts.findings:
            yield row.problem("evidence_claim", unknown_claim(finding, facts, facts.findings))
        needed = ("direction", "why") if finding else ("sought", "where", "searched")
        foreign = ("sought",) if finding else ("direction", "differs_in", "extent")
        of = "a link" if finding else "a side on which nothing was found"
        yield from (row.problem(column, f"{of} needs it; give the {column}") for column in needed if not row[column])
        yield from (row.problem(column, f"{of} has none; empty the cell") for column in foreign if row[column])
        if row["direction"] == "supports" and not row["extent"]:
            yield row.problem("extent", "what supports needs its extent; say how far")
        if row["searched"] and not is_date(row["searched"]):
            yield row.problem("searched", f"{row['searched']!r} is not a date; write it as 2026-01-31")


def gates(facts: Facts) -> Iterator[Problem]:
    """What a link may rest on: one gate for both directions."""
    for row in facts.links:
        finding, directed = facts.findings.get(row["evidence_claim"]), row["direction"] in SIDES.values()
        if finding is None:
            continue
        study, differs = facts.studies.get(finding.table.source), items(row["differs_in"])
        if finding["basis"] == "background":
            yield row.problem(
                "evidence_claim", f"{finding['id']!r} is background, which is no evidence; remove the link"
            )
        if directed and finding["role"] == "comparator-arm":
            yield row.problem(
                "evidence_claim", f"{finding['id']!r} is the arm compared with; link the arm or difference"
            )
        works = facts.predicate_of.get(row["claim"]) not in DESCRIBING
        if directed and works and finding["role"] == "single-arm" and "comparator" not in differs:
            message = f"{finding['id']!r} is a single arm; put comparator into differs_in"
            yield row.problem("differs_in", message)
        if study and study["kind"] == "animal" and "species" not in differs:
            yield row.problem("differs_in", f"{finding['id']!r} is about animals; put species into differs_in")
        status = study["status"] if study else ""
        if row["direction"] == "supports" and status in SUPPORT_NOTHING:
            message = f"{finding.table.source!r} is {status} and supports nothing; remove the link"
            yield row.problem("direction", message)
        none, bounds = NO_EFFECT.get(finding["measure"]), _bounds(finding)
        if row["direction"] == "supports" and none is not None and bounds and bounds[0] <= none <= bounds[1]:
            within = f"{finding['low']} to {finding['high']} holds {none}, which is no difference"
            yield row.problem("direction", f"{within}; write inconclusive")


def sides(facts: Facts) -> Iterator[Problem]:
    """Both sides are looked for: each has a link, or says that nothing was found."""
    found: dict[str, set[str]] = defaultdict(set)
    pairs: dict[tuple[str, str], str] = {}
    for row in facts.links:
        found[row["claim"]].add(row["direction"] or row["sought"])
        if row["evidence_claim"]:
            first = pairs.setdefault((row["claim"], row["evidence_claim"]), row["id"])
            if first != row["id"]:
                yield row.problem("evidence_claim", f"{first!r} links the same two; remove one of them")
    for row in facts.links:
        here = found[row["claim"]]
        if (side := SIDES.get(row["sought"])) and side in here:
            message = f"a link {side} {row['claim']}; remove this row, which says that none was found"
            yield row.problem("sought", message)
    firsts = {row["claim"]: row for row in reversed(facts.links)}
    for claim, row in firsts.items():
        for sought, direction in SIDES.items():
            if not found[claim] & {sought, direction}:
                message = (
                    f"nothing says whether evidence {sought} {claim} was sought; add a link, or a row that says so"
                )
                yield row.problem("claim", message)


def reviews(facts: Facts) -> Iterator[Problem]:
    """What a review includes, and what was rated, is there."""
    for row in facts.tables.includes.rows if facts.tables.includes is not None else ():
        for column in ("review", "study"):
            if row[column] and row[column] not in facts.studies:
                yield row.problem(column, not_known(row[column], "source", facts.studies))
        review = facts.studies.get(row["review"])
        if review and review["kind"] not in ("review", "guideline"):
            yield row.problem("review", f"{row['review']!r} is not a review; exchange the two, or remove the row")
    for row in facts.tables.appraisals.rows if facts.tables.appraisals is not None else ():
        if row["about"] and row["about"] not in facts.findings and row["about"] not in facts.studies:
            yield row.problem("about", unknown_claim(row["about"], facts, facts.findings))


RULES: tuple[Callable[[Facts], Iterator[Problem]], ...] = (apart, figures, results, linked, gates, sides, reviews)


def unlinked(article: Tables, tables: Tables) -> list[Problem]:
    """What keeps the evidence from being loaded, sorted by place; `every_problem` has further rules."""
    facts = Facts.beside(article, tables)
    problems = [*tables.problems, *unclaimed(facts, tables), *structure(facts, tables.all())]
    return by_place([*problems, *(linked(facts) if tables.whole else ())])


def every_problem(article: Tables, tables: Tables) -> list[Problem]:
    """What all the rules find wrong in the evidence on an article, sorted by place."""
    facts = Facts.beside(article, tables)
    problems = [*tables.problems, *unclaimed(facts, tables), *structure(facts, tables.all())]
    more: Iterable[Callable[[], Iterator[Problem]]] = ()
    if tables.whole:
        more = [partial(rule, facts) for rule in (*curation.RULES, *RULES)]
    problems += [problem for find in more for problem in find()]
    return by_place(problems)
