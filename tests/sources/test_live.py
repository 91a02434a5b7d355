"""The real services still have what the Data Package declares.

Off by default, since it needs the network: python -m pytest -m live tests/sources/test_live.py
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from statusbok.catalogue import catalogue
from statusbok.sources import norges_bank
from statusbok.sources.kartverket import Kartverket
from statusbok.sources.klass import Klass
from statusbok.sources.pxweb import LANGUAGES, PxWeb
from statusbok.update.declared import CONTENTS, Declaration, declarations
from statusbok.update.fetch import select
from statusbok.update.scope import covered, within
from statusbok.update.shape import content

pytestmark = pytest.mark.live

TABLES = [each for each in declarations(catalogue()).values() if each.service in LANGUAGES]


@pytest.fixture(scope="module")
def services() -> dict[str, PxWeb]:
    return {name: PxWeb(name) for name in LANGUAGES}


@pytest.mark.parametrize("declaration", TABLES, ids=lambda declaration: declaration.name)
def test_table_has_every_variable_and_code_that_is_declared(services: dict[str, PxWeb], declaration: Declaration):
    check(services[declaration.service], declaration)


def check(service: PxWeb, declaration: Declaration) -> None:
    """The service has all that is declared.

    Raises:
        SourceError: a variable, code, list or content is gone.
    """
    about = service.about(declaration.table)
    metadata = service.metadata(declaration.table, vintage=about.updated)
    assert about.updated and about.last_period
    scope = within(covered(catalogue()), catalogue())
    for selection in declaration.selections:
        for name, selected in select(selection, declaration, metadata, scope).items():
            assert metadata.resolve(name, selected)
    codes = pd.DataFrame(metadata.codes(CONTENTS).items(), columns=[CONTENTS, f"{CONTENTS}.label"])
    for column in declaration.columns.values():
        if column.content is not None:
            assert content(codes, column.content, declaration)


def test_the_other_services_answer_as_agreed():
    assert Klass().codes_at(date(2024, 1, 1)).set_index("code").at["3101", "name"] == "Halden"
    changes = Klass().changes(date(2023, 12, 31), date(2024, 1, 2)).set_index("old_code")
    assert changes.at["3001", "new_code"] == "3101"
    assert Kartverket().municipality("3101").name == "Halden" and Kartverket().area("3101").is_valid
    since = (date.today() - timedelta(days=60)).isoformat()
    assert norges_bank.rates("SEK", since)["nok_per_100"].between(50, 200).all()
