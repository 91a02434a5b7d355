"""The record: its tables, their metadata, the filter of an edition, and the errors for broken data."""

import csv
import hashlib
import json
import re
import shutil
from datetime import date

import pandas as pd
import pytest

from statusbok.catalogue import ROOT, Catalogue, catalogue
from statusbok.errors import DataError

COLUMNS = {
    "commuting_flows": "year residence_code work_code employed_persons",
    "municipality_totals": "year municipality_code population_15_74_persons employed_residents_persons "
    "employed_workplace_persons",
    "employed_by_industry": "year municipality_code industry_code employed_residents_persons "
    "employed_workplace_persons",
    "population": "year municipality_code population_persons",
    "population_age": "year municipality_code age_group population_persons",
    "unemployment_monthly": "month area_code unemployed_persons unemployment_rate_pct",
    "unemployment_points": "date area_code area_name unemployed_persons unemployment_rate_pct "
    "definition address",
    "cross_border": "id year direction measure residence residence_code work work_code value unit precision "
    "definition_id definition source address trust remark",
    "exchange_rate_monthly": "month nok_per_100_sek days",
    "exchange_rate_yearly": "year nok_per_100_sek days",
    "built_up_land": "year municipality_code land_use_class share_pct area_ha",
    "location_indicators": "year municipality_code indicator_id value",
    "location_indicator_definitions": "indicator_id label unit source",
    "business_areas": "id name measure value unit status year note publisher address "
    "municipality_code about_business",
    "manufacturing": "year municipality_code employed_workplace_persons establishments share_of_employed_pct",
    "plan_figures": "id municipality_code kind label area_code value unit period precision basis section "
    "remark check check_year",
    "municipalities": "code name county_code county country ostfold borders_sweden",
    "municipality_code_changes": "changed_on old_code old_name new_code new_name",
}
PLANS = {
    "plans": "plan_id owner municipality_code county_code title first_year last_year",
    "plan_goals": "goal_id plan_id number title",
    "plan_strategies": "strategy_id goal_id theme number title chapter",
    "measures": "measure_id strategy_id number aliases label who period first_year last_year ongoing named_codes "
    "remark",
    "measure_reports": "measure_id status_date status owner comment",
    "plan_indicators": "indicator_id label chapter table unit direction",
    "measure_indicators": "measure_id indicator_id",
    "measure_links": "measure_id related_id reason",
    "plan_references": "from_id to_number printed kind resolves to_id note",
    "plan_notes": "note_id plan_id kind place note",
    "targets": "target_id plan_id kind indicator_id label base_year target_year value unit on_track_pct "
    "judged_after_years decided_by decided_on section figure_id",
}
COLUMNS |= PLANS
COLUMNS["corrections"] = "corrected_on edition_year municipality_code wrong right pages indicators"
TO_FETCH = {
    "municipality_centrality": "municipality_code centrality_class valid_from",
    "commuter_totals": "year municipality_code in_commuters_persons out_commuters_persons employed_residents_persons "
    "employed_workplace_persons",
    "employed_by_age_sex": "year municipality_code sex age_group employed_residents_persons employed_workplace_persons",
    "employed_by_sector": "year municipality_code sector_code sector employed_workplace_persons "
    "employed_workplace_persons_status",
    "employment_rates": "year municipality_code employment_rate_pct",
    "labour_status_20_66": "year municipality_code status_code status persons",
    "population_quarterly": "year quarter municipality_code population_persons",
    "establishments": "year municipality_code size_class size_label establishments establishments_status",
    "land_use": "year municipality_code land_use_class area_km2",
    "new_floor_area": "year municipality_code building_type floor_area_m2",
    "non_resident_employees": "year county_code employees_persons",
    "swedish_commuting": "year residence_code work_code commuters_persons",
    "swedish_commuter_totals": "year municipality_code in_commuters_persons out_commuters_persons",
    "swedish_employment": "year municipality_code employed_persons",
    "swedish_unemployment": "month municipality_code unemployment_rate_pct",
    "exchange_rate_norges_bank": "month nok_per_100_sek days",
}
BY_HAND = {
    "unemployment_points", "cross_border", "exchange_rate_monthly", "exchange_rate_yearly", "built_up_land",
    "location_indicators", "location_indicator_definitions", "business_areas", "manufacturing", "plan_figures",
    "corrections", *PLANS,
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_table_has_its_columns_and_rows(name):
    table = catalogue().table(name)
    assert list(table.columns) == COLUMNS[name].split()
    assert len(table) > 0 or name in ("measure_reports", "corrections")


def test_no_table_is_left_out():
    assert set(catalogue().names) == set(COLUMNS) | set(TO_FETCH)
    assert {path.stem for path in (ROOT / "data" / "tables").iterdir()} == set(COLUMNS) | set(TO_FETCH)


@pytest.mark.parametrize("name", TO_FETCH)
def test_table_that_can_be_fetched_has_its_columns(name):
    assert list(catalogue().table(name, 2026).columns) == TO_FETCH[name].split()


def test_every_table_is_fetched_or_kept_by_hand():
    record = catalogue()
    assert {name for name in record.names if record.resource(name).fetch is None} == BY_HAND


@pytest.mark.parametrize("name", [*COLUMNS, *TO_FETCH])
def test_no_year_is_too_new_for_its_table(name):
    rules = {column.name: column.schema.get("constraints", {}) for column in catalogue().resource(name).fields}
    assert "maximum" not in rules.get("year", {})


@pytest.mark.parametrize("name", COLUMNS)
def test_metadata_is_complete(name):
    resource = catalogue().resource(name)
    for text in (
        "title",
        "title_en",
        "description",
        "producer",
        "address",
        "period",
        "licence",
        "licence_url",
        "attribution",
    ):
        assert getattr(resource, text), text
    assert isinstance(resource.breaks, list) and isinstance(resource.caveats, list)
    assert resource.trust in ("A", "B", "C")
    assert resource.published is None or isinstance(resource.published, date)
    assert resource.recorded >= date(2026, 11, 22)
    assert resource.title != resource.title_en
    assert all(field.title for field in resource.fields)
    assert resource.key


def test_columns_with_a_unit_say_it():
    for name in catalogue().names:
        for field in catalogue().resource(name).fields:
            if field.name.endswith(("_persons", "_pct", "_ha")):
                assert field.unit, f"{name}.{field.name}"


def test_codes_keep_their_zeros_and_counts_are_whole():
    flows = catalogue().table("commuting_flows")
    assert "0301" in set(flows["work_code"])
    assert flows["employed_persons"].dtype == "int64"
    assert catalogue().table("unemployment_monthly")["unemployed_persons"].dtype == "Int64"
    assert catalogue().table("municipalities")["ostfold"].sum() == 12


def test_codes_are_those_of_today():
    totals = catalogue().table("municipality_totals")
    halden = totals[totals["municipality_code"] == "3101"]
    assert list(halden["year"]) == list(range(halden["year"].min(), halden["year"].max() + 1))
    assert {2017, 2018, 2019, 2020, 2021, 2022} <= set(halden["year"])
    assert not totals["municipality_code"].isin(["0101", "3001", "0136"]).any()


def test_a_table_is_a_copy():
    table = catalogue().table("population")
    table["population_persons"] = 0
    assert catalogue().table("population")["population_persons"].min() > 0


def test_core_tables():
    assert catalogue().core == [
        "commuting_flows",
        "municipality_totals",
        "employed_by_industry",
        "population",
    ]


@pytest.mark.parametrize(
    ("edition", "register", "population"),
    [(2018, 2017, 2018), (2019, 2018, 2019), (2025, 2024, 2025), (2026, 2025, 2026)],
)
def test_an_edition_has_only_what_was_published(edition, register, population):
    record = catalogue()
    assert record.table("employed_by_industry", edition)["year"].max() == register
    newest = record.table("commuting_flows")["year"].max()
    assert record.table("commuting_flows", edition)["year"].max() == min(register, newest)
    assert record.table("population", edition)["year"].max() == population
    assert record.table("exchange_rate_monthly", edition)["month"].max() == (
        "2026-10" if edition == 2026 else f"{edition}-12"
    )


def test_edition_rule_for_the_plan_single_figures_and_code_lists():
    record = catalogue()
    assert record.table("plan_figures", 2025).empty
    assert len(record.table("plan_figures", 2026)) == len(record.table("plan_figures"))
    assert record.table("unemployment_monthly", 2021).empty
    assert record.table("unemployment_points", 2020)["date"].max() == "2020-07"
    assert len(record.table("municipalities", 2018)) == len(record.table("municipalities"))
    # An undated figure is only known to be older than the record.
    assert record.table("cross_border", 2025)["year"].notna().all()
    assert record.table("cross_border", 2026)["year"].isna().sum() == 1
    assert record.table("cross_border", 2023)["year"].max() == 2020


def test_unknown_table_names_the_nearest():
    with pytest.raises(DataError, match=r"no table 'populaton'\. Did you mean population\?"):
        catalogue().table("populaton")


def test_the_record_is_valid():
    catalogue().validate()


# --- broken data ---


@pytest.fixture(scope="session")
def slim(tmp_path_factory, hand_made):
    """A record with the last year of the large tables only, so that a check takes a fraction of a second."""
    folder = hand_made(tmp_path_factory.mktemp("record"))
    for name in ("commuting_flows", "municipality_totals"):
        path = folder / "tables" / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(
            "".join(lines[:1] + [line for line in lines if line.startswith("2022,")]),
            encoding="utf-8",
            newline="\n",
        )
    return folder


@pytest.fixture
def broken(slim, tmp_path):
    """A copy of the small record to break, and a check of it that returns the error's lines."""

    class Broken:
        folder = tmp_path / "data"

        def path(self, name):
            return self.folder / "tables" / f"{name}.csv"

        def put(self, name, row, column, value):
            """Write a value in a row as it is numbered in the file; the header is row 1."""
            frame = pd.read_csv(self.path(name), dtype="str", keep_default_na=False)
            frame.loc[row - 2, column] = value
            frame.to_csv(self.path(name), index=False, lineterminator="\n")

        def clear(self, name):
            """Leave a table with its header only."""
            path = self.path(name)
            path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8", newline="\n")

        def describe(self, change):
            path = self.folder / "datapackage.json"
            package = json.loads(path.read_text(encoding="utf-8"))
            change({resource["name"]: resource for resource in package["resources"]})
            path.write_text(json.dumps(package), encoding="utf-8")

        def lines(self):
            with pytest.raises(DataError) as error:
                Catalogue(self.folder).validate()
            return str(error.value).splitlines()

    shutil.copytree(slim, Broken.folder)
    return Broken()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=cmd()", "{{ name }}", "@Halden", "3101"])
def test_name_that_a_page_or_a_spreadsheet_could_run_is_refused(broken, name):
    broken.put("municipalities", 2, "name", name)
    (line,) = broken.lines()
    assert "tables/municipalities.csv, row 2, column name" in line
    assert name in line and "expected a name of letters, spaces, hyphens and parentheses" in line


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "population",
            "not the table that statusbok update wrote, it was changed since; restore the file, or fetch it again: "
            "statusbok update population",
        ),
        ("unemployment_monthly", "fetch it again: statusbok update unemployment_monthly --from DIR"),
        (
            "built_up_land",
            "not the file that datapackage.json has the 'hash' and 'bytes' of; restore the file, or take these two "
            "away from built_up_land if the change is right",
        ),
    ],
)
def test_a_file_that_was_changed_since_its_checksum_was_taken_is_told_with_the_way_out(broken, name, told):
    content = broken.path(name).read_bytes()
    known = {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
    broken.describe(lambda resources: resources[name].update(known))
    if name != "built_up_land":
        broken.describe(lambda resources: resources[name].update(retrieved="2026-11-22T08:00:00+00:00"))
    broken.path(name).write_bytes(content.replace(b"\n", b"\r\n"))
    (line,) = broken.lines()
    assert line.startswith(f"data/tables/{name}.csv: ") and line.endswith(told)


def test_the_small_record_is_valid(slim):
    Catalogue(slim).validate()


def test_wrong_type(broken):
    broken.put("population", 4, "population_persons", "mange")
    assert broken.lines() == [
        "data/tables/population.csv, row 4, column population_persons: 'mange' is not allowed; "
        "expected a whole number, at least 1"
    ]
    with pytest.raises(
        DataError, match=r"population.csv, row 4, column population_persons: 'mange' is not a whole number"
    ):
        Catalogue(broken.folder).table("population")


def test_empty_cell(broken):
    broken.put("population", 5, "population_persons", "")
    assert broken.lines() == [
        "data/tables/population.csv, row 5, column population_persons: an empty cell is not allowed; "
        "expected a whole number, at least 1"
    ]


def test_value_out_of_range(broken):
    broken.put("unemployment_monthly", 3, "unemployment_rate_pct", "290")
    assert broken.lines() == [
        "data/tables/unemployment_monthly.csv, row 3, column unemployment_rate_pct: '290' is not allowed; "
        "expected a number with a decimal point from 0 to 100, or an empty cell"
    ]


def test_unknown_value_of_a_list(broken):
    broken.put("plan_figures", 3, "kind", "tall")
    assert broken.lines() == [
        "data/tables/plan_figures.csv, row 3, column kind: 'tall' is not allowed; "
        "expected one of figure, target"
    ]


def test_neither_true_nor_false(broken):
    broken.put("municipalities", 3, "ostfold", "ja")
    assert broken.lines() == [
        "data/tables/municipalities.csv, row 3, column ostfold: 'ja' is not allowed; expected true or false"
    ]
    with pytest.raises(DataError, match="row 3, column ostfold: 'ja' is not true or false"):
        Catalogue(broken.folder).table("municipalities")


def test_duplicate_key(broken):
    rows = len(broken.path("population").read_text(encoding="utf-8").splitlines())
    with broken.path("population").open("a", encoding="utf-8") as file:
        file.write("2026,3101,5\n")
    assert broken.lines() == [
        f"data/tables/population.csv, row {rows + 1}, column year, municipality_code: 2026, 3101 is there "
        "already; expected each year, municipality_code once"
    ]


def test_missing_column(broken):
    frame = pd.read_csv(broken.path("population"), dtype="str").drop(columns="population_persons")
    frame.to_csv(broken.path("population"), index=False)
    assert broken.lines() == [
        "data/tables/population.csv, row 1: column population_persons is missing; "
        "expected the columns year, municipality_code, population_persons"
    ]


def test_unknown_column(broken):
    frame = pd.read_csv(broken.path("population"), dtype="str").assign(extra="1")
    frame.to_csv(broken.path("population"), index=False)
    assert "row 1: column 'extra' is not in the schema" in broken.lines()[0]


def test_columns_in_another_order(broken):
    frame = pd.read_csv(broken.path("population"), dtype="str")
    frame[frame.columns[::-1]].to_csv(broken.path("population"), index=False)
    assert "row 1: the columns are in another order" in broken.lines()[0]


def test_saved_with_semicolons(broken):
    text = broken.path("population").read_text(encoding="utf-8")
    broken.path("population").write_text(text.replace(",", ";"), encoding="utf-8")
    assert broken.lines() == [
        "data/tables/population.csv, row 1: the cells are parted by semicolons; save with commas"
    ]


def saved_by_excel(path, *, bom):
    """The file as Excel with Norwegian settings saves it: semicolons, dates with full stops."""
    rows = [
        [re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3.\2.\1", cell) for cell in row]
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines())
    ]
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)


@pytest.mark.parametrize("bom", [True, False])
def test_table_kept_by_hand_is_the_same_with_semicolons_and_norwegian_dates(broken, slim, bom):
    for name in ("targets", "measures", "cross_border", "measure_reports"):
        saved_by_excel(broken.path(name), bom=bom)
    assert ";22.11.2026;" in broken.path("targets").read_text(encoding="utf-8")
    record, before = Catalogue(broken.folder), Catalogue(slim)
    record.validate()
    for name in ("targets", "measures", "cross_border", "measure_reports"):
        pd.testing.assert_frame_equal(record.table(name), before.table(name))
        assert record.content(name) == before.content(name)


def test_letter_of_another_encoding_far_down_in_a_table_with_dates(broken):
    rows = broken.path("targets").read_bytes().splitlines(keepends=True)
    broken.path("targets").write_bytes(b"".join([*rows[:2], rows[2] * 500, "æ".encode("latin-1")]))
    assert broken.lines() == ["data/tables/targets.csv is not UTF-8: save it as CSV UTF-8"]


def test_content_of_other_tables_is_the_file(slim):
    assert all(
        Catalogue(slim).content(name) == (slim / f"tables/{name}.csv").read_bytes()
        for name in ("population", "plans", "targets")
    )


def test_table_kept_by_hand_with_semicolons_is_checked_by_row_and_column(broken):
    saved_by_excel(broken.path("targets"), bom=True)
    text = broken.path("targets").read_text(encoding="utf-8-sig")
    broken.path("targets").write_text(text.replace("22.11.2026", "31.02.2026", 1), encoding="utf-8")
    assert broken.lines() == [
        "data/tables/targets.csv, row 2, column decided_on: '2026-02-31' is not allowed; "
        "expected a date such as 2024-01-01"
    ]
    broken.path("targets").write_text(text.replace(";growth;", ";vekst;", 1), encoding="utf-8")
    assert broken.lines() == [
        "data/tables/targets.csv, row 2, column kind: 'vekst' is not allowed; expected one of growth, level"
    ]
    broken.path("targets").write_text(text.replace(";growth;", ";growth;;", 1), encoding="utf-8")
    assert broken.lines() == [
        "data/tables/targets.csv, row 2: more cells than the 15 columns; quote a text that holds a semicolon"
    ]
    broken.path("targets").write_text(text.replace("target_id;plan_id", "target_id;plan", 1), encoding="utf-8")
    assert broken.lines()[0].startswith("data/tables/targets.csv, row 1: column plan_id is missing; expected the col")


@pytest.mark.parametrize("day", ["2026-1-30", "20261122", "22.11.26", "1.1.2026", "2026-02-29", "2026-W01-1"])
def test_day_in_another_form(broken, day):
    path = broken.path("targets")
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-22", day, 1), encoding="utf-8", newline="\n")
    (line,) = broken.lines()
    assert line.startswith(f"data/tables/targets.csv, row 2, column decided_on: '{day}' is not ")
    assert line.endswith("a date such as 2024-01-01")


def test_saved_in_another_encoding(broken):
    text = broken.path("municipalities").read_text(encoding="utf-8")
    broken.path("municipalities").write_bytes(text.encode("latin-1", "replace"))
    assert broken.lines() == ["data/tables/municipalities.csv is not UTF-8: save it as CSV UTF-8"]


def test_saved_by_excel_as_utf8_is_read(broken, slim):
    content = broken.path("population").read_bytes()
    broken.path("population").write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    Catalogue(broken.folder).validate()
    assert Catalogue(broken.folder).table("population").equals(Catalogue(slim).table("population"))


def test_empty_row_and_too_many_cells(broken):
    with broken.path("exchange_rate_yearly").open("a", encoding="utf-8") as file:
        file.write(",,\n1998,95.0,255,9\n")
    lines = broken.lines()
    assert (
        "data/tables/exchange_rate_yearly.csv, row 30: the row is empty; expected 3 cells, or no row" in lines
    )
    assert any("row 31: more cells than the 3 columns" in line for line in lines)


# What only the check of the whole record would find must not reach the user as a traceback: the parameters of a
# report are checked against the tables first.
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1987,3101,25844,7\n", "row 3: more cells than the 3 columns; quote a text that holds a comma"),
        ('1987,3101,"25844\n', "after row 2: not valid CSV .*each quotation mark around a text to be closed"),
        ("1987,3101,99999999999999999999\n", "row 3, column population_persons: '9{20}' is not a whole number"),
        ("1986,3101,25844\n", "row 3, column year, municipality_code: 1986, 3101 is there already"),
        ("1987,,25844\n", "row 3, column municipality_code: an empty cell is not a municipality code"),
    ],
)
def test_table_that_is_read_without_a_check_of_the_record(broken, text, message):
    path = broken.path("population")
    path.write_text(f"year,municipality_code,population_persons\n1986,3101,25844\n{text}", encoding="utf-8")
    with pytest.raises(DataError, match=f"data/tables/population.csv, {message}"):
        Catalogue(broken.folder).table("population")


def test_letters_of_another_encoding_far_down_in_a_table(broken):
    with broken.path("population").open("ab") as file:
        file.write("2026,3101,Østfold\n".encode("latin-1"))
    with pytest.raises(DataError, match="population.csv is not UTF-8: save it as CSV UTF-8"):
        Catalogue(broken.folder).table("population")


def test_header_in_quotation_marks_is_read(broken):
    text = broken.path("population").read_text(encoding="utf-8")
    header, rows = text.split("\n", 1)
    quoted = ",".join(f'"{name}"' for name in header.split(","))
    broken.path("population").write_text(f"{quoted}\n{rows}", encoding="utf-8")
    Catalogue(broken.folder).validate()


def test_core_table_without_rows(broken):
    broken.path("population").write_text("year,municipality_code,population_persons\n", encoding="utf-8")
    assert broken.lines() == [
        "data/tables/population.csv has no rows; no edition can do without population"
    ]


def test_table_that_was_cut_off(broken):
    lines = broken.path("population").read_text(encoding="utf-8").splitlines(keepends=True)
    broken.path("population").write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    assert "Halden (3101), 2024: the age groups of population_age add up to 31935 persons, population has 0" in (
        broken.lines()[0]
    )


def test_missing_file(broken):
    broken.path("population").unlink()
    expected = "data/tables/population.csv is missing: it holds the table population"
    assert broken.lines() == [expected]
    with pytest.raises(DataError, match=expected):
        Catalogue(broken.folder).table("population")


def test_unknown_municipality(broken):
    broken.put("manufacturing", 3, "municipality_code", "3199")
    assert broken.lines() == [
        "data/tables/manufacturing.csv, row 3, column municipality_code: '3199' is not known; "
        "expected a code of municipalities"
    ]


def test_former_code_where_todays_belongs(broken):
    broken.put("population", 3, "municipality_code", "3001")
    assert broken.lines() == [
        "data/tables/population.csv, row 3, column municipality_code: '3001' is not known; "
        "expected a municipality code of today (2024) (3001 was Halden's code 2020-2023; use 3101)"
    ]


def test_unknown_code_among_those_of_the_year(broken):
    broken.put("commuting_flows", 3, "residence_code", "9999")
    assert broken.lines() == [
        "data/tables/commuting_flows.csv, row 3, column residence_code: '9999' is not known; "
        "expected a municipality code of its year"
    ]


def test_missing_package(broken):
    (broken.folder / "datapackage.json").unlink()
    assert broken.lines() == ["data/datapackage.json is missing: it describes every table of the record"]


def test_broken_package(broken):
    (broken.folder / "datapackage.json").write_text('{\n  "name" "x"\n}', encoding="utf-8")
    assert broken.lines() == [
        "data/datapackage.json, line 2, column 10: not valid JSON (Expecting ':' delimiter)"
    ]


def test_package_without_tables(broken):
    (broken.folder / "datapackage.json").write_text("[]", encoding="utf-8")
    assert "expected an object with a list of tables" in broken.lines()[0]


def test_package_lacks_metadata(broken):
    broken.describe(lambda resources: resources["population"].pop("title_en"))
    assert broken.lines() == ["data/datapackage.json, resource 'population': 'title_en' is missing"]


def test_package_has_a_date_that_is_none(broken):
    broken.describe(lambda resources: resources["population"].update(recorded="i fjor"))
    assert broken.lines()[0].startswith("data/datapackage.json, resource 'population': ")


def test_table_with_a_header_only_passes_unless_an_edition_needs_it(broken):
    broken.clear("unemployment_monthly")
    Catalogue(broken.folder).validate()
    broken.clear("population")
    assert broken.lines() == ["data/tables/population.csv has no rows; no edition can do without population"]


def test_rows_without_the_day_they_came(broken):
    broken.describe(lambda resources: resources["unemployment_monthly"].update(recorded=None))
    assert broken.lines() == [
        "data/tables/unemployment_monthly.csv has rows, but 'recorded' of unemployment_monthly is null; "
        "expected the day they came"
    ]


@pytest.mark.parametrize(
    ("name", "reason"), [("population", "no edition can do"), ("built_up_land", "it has no 'fetch'")]
)
def test_only_what_can_be_fetched_may_be_without_a_day(broken, name, reason):
    broken.describe(lambda resources: resources[name].update(recorded=None))
    (line,) = broken.lines()
    assert "'recorded' is null, which says that the table is yet to be fetched" in line and reason in line


def test_tables_fetched_at_different_times_may_differ_by_a_few(broken):
    def fetched(resources):
        resources["population_age"]["retrieved"] = "2026-10-03T08:15:00Z"

    ages = pd.read_csv(broken.path("population_age"), dtype="str")
    value = int(ages.loc[0, "population_persons"])
    broken.describe(fetched)
    broken.put("population_age", 2, "population_persons", str(value + 5))
    record = Catalogue(broken.folder)
    record.validate()
    assert record.resource("population_age").fetched and not record.resource("population").fetched
    broken.put("population_age", 2, "population_persons", str(value + 6))
    assert broken.lines()[0].endswith("expected at most 5 apart")


def change_fetch(**changes):
    return lambda fetch: fetch.update(changes)


def without_contents(fetch):
    fetch["selections"][0].pop("ContentsCode")


def with_one_code(fetch):
    fetch["selections"][0]["Kjonn"] = "0"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda fetch: fetch.pop("service"), "'fetch.service' is missing"),
        (lambda fetch: fetch.pop("columns"), "'fetch.columns' is missing"),
        (change_fetch(service="ssbb"), "the service of 'fetch' is 'ssbb'; expected one of ssb, scb, klass"),
        (change_fetch(table=11618), "the table of 'fetch' is 11618; expected a text"),
        (change_fetch(kolonner={}), "'fetch' has no 'kolonner'; use service, table, selections"),
        (change_fetch(check={}), "'fetch' has no 'check'; did you mean 'checks'?"),
        (change_fetch(checks=[]), "'checks' of 'fetch' is []; expected an object"),
        (change_fetch(codes="sum"), "'codes' of 'fetch' is 'sum'; expected one of summed, of_the_year, one_to_one"),
        (change_fetch(border="yes"), "'border' of 'fetch' is 'yes'; expected one of True, False"),
        (change_fetch(selections={}), "the selections of 'fetch' are {}; expected a list of objects"),
        (change_fetch(selections=[]), "the selections of 'fetch' are empty; expected at least one"),
        (without_contents, "a selection of 'fetch' lacks ContentsCode"),
        (with_one_code, "Kjonn of a selection of 'fetch' is '0'; expected a list of codes, or a group"),
        (change_fetch(columns=["year"]), "the columns of 'fetch' are ['year']; expected the origin of each column"),
        (change_fetch(kept=["country"]), "'fetch' fills the column 'country', which the schema does not have"),
        (lambda fetch: fetch["columns"].pop("year"), "'fetch' does not say where the column 'year' comes from"),
    ],
)
def test_declaration_that_an_update_could_not_follow(broken, change, message):
    broken.describe(lambda resources: change(resources["municipality_totals"]["fetch"]))
    (line,) = broken.lines()
    assert line.startswith("data/datapackage.json, resource 'municipality_totals': ") and message in line


def test_declarations_that_are_no_object_or_have_no_time(broken):
    broken.describe(lambda resources: resources["population"].update(fetch="07459"))
    assert "'fetch' is '07459'; expected an object" in broken.lines()[0]
    broken.describe(lambda resources: resources["population"].update(fetch=None, retrieved="i går"))
    assert "'retrieved' is 'i går'; expected a time such as" in broken.lines()[0]


def test_column_that_may_be_empty_need_not_be_fetched(broken):
    name = "employed_by_industry"
    broken.describe(lambda resources: resources[name]["fetch"]["columns"].pop("employed_workplace_persons"))
    Catalogue(broken.folder).validate()


def test_package_has_an_unknown_type(broken):
    broken.describe(lambda resources: resources["population"]["schema"]["fields"][0].update(type="heltall"))
    assert broken.lines() == [
        "data/datapackage.json, resource 'population': the type of year is 'heltall'; "
        "expected one of string, integer, number, boolean, date"
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"licenses": []}, "'licenses' is empty; expected one licence"),
        ({"published": 2024}, "'published' is 2024; expected a date"),
        ({"breaks": "2020"}, "'breaks' is '2020'; expected a list of texts"),
        ({"path": "../population.csv"}, "'path' is '../population.csv'; expected a file in this folder"),
        ({"path": "/etc/passwd"}, "'path' is '/etc/passwd'; expected a file in this folder"),
        ({"edition": None}, """'edition' is null; expected {"column": …, "lag_years": …}"""),
        ({"edition": {"from": 2026}}, """'edition' is {"from": 2026}; expected {"column": …"""),
        ({"edition": {"column": "yeer", "lag_years": 0}}, "with a column of the table"),
    ],
)
def test_package_has_a_property_that_cannot_be_used(broken, change, message):
    broken.describe(lambda resources: resources["population"].update(change))
    (line,) = broken.lines()
    assert line.startswith("data/datapackage.json, resource 'population': ") and message in line


def test_package_has_a_schema_that_cannot_be_used(broken):
    broken.describe(lambda resources: resources["population"]["schema"].update(primaryKey=["yeer"]))
    assert broken.lines()[0].endswith("'primaryKey' is ['yeer']; expected columns of the table")
    broken.describe(
        lambda resources: resources["population"]["schema"]["fields"][0]["constraints"].update(minimum="x")
    )
    assert broken.lines()[0].endswith("the minimum of year is 'x'; expected a number")


def test_package_has_a_table_twice_or_none(broken):
    path = broken.folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(package | {"resources": package["resources"][:1] * 2}), encoding="utf-8")
    assert broken.lines() == [
        "data/datapackage.json, resource 'commuting_flows' stands there twice; expected each name once"
    ]
    path.write_text(json.dumps(package | {"resources": ["population"]}), encoding="utf-8")
    assert "resource 'population': expected an object with the properties" in broken.lines()[0]
    path.write_text(json.dumps(package | {"resources": []}), encoding="utf-8")
    assert "expected an object with a list of tables" in broken.lines()[0]


def test_package_saved_with_a_byte_order_mark_is_read(broken):
    path = broken.folder / "datapackage.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    Catalogue(broken.folder).validate()


def test_flows_that_do_not_add_up(broken):
    flows = pd.read_csv(broken.path("commuting_flows"), dtype="str")
    row = flows.index[(flows["residence_code"] == "3003") & (flows["work_code"] == "3001")][0]
    broken.put("commuting_flows", row + 2, "employed_persons", "1010")
    assert broken.lines() == [
        "Halden (3101), 2022: commuting_flows has 13123 persons with workplace there, municipality_totals "
        "13122; expected the same number"
    ]


def test_ages_that_do_not_add_up(broken):
    ages = pd.read_csv(broken.path("population_age"), dtype="str")
    row = ages.index[
        (ages["year"] == "2026") & (ages["municipality_code"] == "3101") & (ages["age_group"] == "0-15")
    ][0]
    broken.put("population_age", row + 2, "population_persons", "4998")
    assert broken.lines() == [
        "Halden (3101), 2026: the age groups of population_age add up to 32083 persons, population has "
        "32082; expected the same number"
    ]


def test_at_most_ten_complaints(broken):
    text = broken.path("exchange_rate_monthly").read_text(encoding="utf-8")
    broken.path("exchange_rate_monthly").write_text(text.replace("2015-", "2015/"), encoding="utf-8")
    lines = broken.lines()
    assert len(lines) == 11
    assert lines[-1] == "and 2 more"
