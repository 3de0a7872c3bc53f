"""Servers that lie: one message, in time, in bounded memory, without a secret."""

from pathlib import Path

import pytest

from attacks import Case, cases
from attacks.jail import Jail
from attacks.oracles import clean, judge, secretive
from attacks.servers import FAMILIES, Lie, lying

pytestmark = pytest.mark.attack
SECRET = "s3cr3t-w0rd"


@pytest.mark.parametrize("case", cases(FAMILIES), ids=lambda case: case.name)
def test_servers(case: Case[Lie], jail: Jail, tmp_path: Path) -> None:
    pytest.importorskip("httpx", reason="install it with: python -m pip install -e '.[stores]'")
    lie = case.make()
    (tmp_path / "query.rq").write_text("SELECT * { ?s ?p ?o } LIMIT 20")
    login = {"KG_TOKEN": SECRET} if len(case.name) % 3 == 0 else {"KG_USER": "me", "KG_PASSWORD": SECRET}
    with lying(lie) as address:
        done = jail(*(address if part == "@" else part for part in lie.arguments), at=tmp_path, more=login)
    judge(case, [*clean(done, 5), *secretive(done, [SECRET])], f"{lie.arguments}\n{done.err[-600:]}")
