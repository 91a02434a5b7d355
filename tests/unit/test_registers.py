"""What is read out of the tables that an update fetches; every table may be empty, and cells may be hidden."""

import pandas as pd
import pytest

from statusbok.catalogue import catalogue
from statusbok.indicators import registers
from statusbok.update import scope
from statusbok.update.declared import declarations
from statusbok.update.shape import shape

CODE = "3101"


def frame(name, *rows):
    """A table of the record with some rows, typed as the record types it."""
    empty = catalogue().table(name).head(0)
    return pd.DataFrame(rows, columns=empty.columns).astype(empty.dtypes.to_dict())


def test_private_and_public_jobs_without_the_total():
    private = registers.PRIVATE_SECTOR
    table = frame(
        "employed_by_sector",
        (2024, CODE, "0", "Alle sektorer", 110, None),
        (2024, CODE, private, "Privat sektor", 70, None),
        (2024, CODE, "6100", "Statlig", 10, None),
        (2024, CODE, "6500", "Kommunal", 30, None),
        (2025, CODE, private, "Privat sektor", 70, None),
        (2025, CODE, "6500", "Kommunal", None, ":"),
        (2024, "3103", private, "Privat sektor", 700, None),
    )
    found = registers.jobs_by_sector(table, CODE)
    assert found.to_dict("list") == {
        "year": [2024, 2024],
        "sector": ["private", "public"],
        "jobs_persons": [70.0, 40.0],
        "share_pct": [pytest.approx(63.636, abs=0.001), pytest.approx(36.364, abs=0.001)],
    }
    assert registers.jobs_by_sector(table.head(0), CODE).empty


def test_public_enterprises_are_neither_private_nor_public_administration():
    private = registers.PRIVATE_SECTOR
    apart = [("ALLE", "Sum alle sektorer", 120), ("6100", "Statlig forvaltning", 10),
             ("6500.7", "Kommunal forvaltning", 30), ("A+B+D+E.5-7", "Offentlig eide foretak", 10),
             (private, "Privat sektor", 70)]  # fmt: skip
    rows = [(year, CODE, *row, None) for year in (2024, 2025) for row in apart]
    found = registers.jobs_by_sector(frame("employed_by_sector", *rows), CODE)
    assert found["sector"].to_list() == ["private", "public", "enterprises"] * 2
    assert found["jobs_persons"].to_list() == [70.0, 40.0, 10.0] * 2
    assert found.groupby("year")["share_pct"].sum().to_list() == [pytest.approx(100.0)] * 2
    # A year that lacks one of the groups cannot be held against the others.
    found = registers.jobs_by_sector(frame("employed_by_sector", *rows[:5], *rows[6:8], rows[9]), CODE)
    assert set(found["year"]) == {2024}
    assert registers.jobs_by_sector(frame("employed_by_sector", rows[1], rows[3]), CODE).empty


def test_ages_are_the_narrow_groups_of_the_newest_year():
    rows = [(2025, CODE, sex, group, persons, None) for group, men, women in
            (("15-74", 100, 90), ("25-39", 40, 30), ("15-24", 20, 25), ("40-74", 40, 35))
            for sex, persons in (("0", men + women), ("1", men), ("2", women))]  # fmt: skip
    table = frame("employed_by_age_sex", (2024, CODE, "1", "15-24", 1, None), *rows)
    found = registers.age_and_sex(table, CODE)
    assert found["age_group"].to_list() == ["15-24", "25-39", "40-74"]
    assert found["men_persons"].sum() == 100 and found["women_persons"].sum() == 90 and set(found["year"]) == {2025}
    assert registers.age_and_sex(table.head(0), CODE).empty


AGES = ("15-74", "15-19", "20-24", "25-54", "55-66", "67-74")


def ages(year, persons=10, groups=AGES):
    return [(year, CODE, sex, group, persons, None) for group in groups for sex in ("0", "1", "2")]


def test_employed_at_ages_are_summed_over_groups_and_sexes():
    table = frame("employed_by_age_sex", *ages(2024), *ages(2025, 11), (2025, "3103", "1", "15-19", 500, None))
    assert registers.employed_at_ages(table, CODE, 15, 24).to_dict() == {2024: 40.0, 2025: 44.0}
    assert registers.employed_at_ages(table, CODE, 25, 54).to_dict() == {2024: 20.0, 2025: 22.0}
    assert registers.employed_at_ages(table.head(0), CODE, 15, 24).empty


def test_employed_at_ages_leave_out_a_year_with_a_hidden_cell_and_ages_that_no_groups_make_up():
    hidden = [(*row[:4], None, None) if row[2:4] == ("1", "15-19") else row for row in ages(2025)]
    table = frame("employed_by_age_sex", *ages(2024), *hidden)
    assert registers.employed_at_ages(table, CODE, 15, 24).to_dict() == {2024: 40.0}
    assert registers.employed_at_ages(table, CODE, 15, 29).empty
    assert registers.employed_at_ages(table, CODE, 16, 24).empty


def test_published_rate_is_held_against_the_computed_of_the_same_year():
    computed = pd.Series({2021: 60.4, 2022: 60.1})
    assert registers.rate_beside(pd.Series({2022: 60.2, 2025: 61.0}), computed) == (2022, 60.2, 60.1)
    assert registers.rate_beside(pd.Series({2025: 61.0}), computed) == (2025, 61.0, None)
    assert registers.rate_beside(pd.Series(dtype=float), computed) is None


def test_status_is_in_per_cent_of_everybody():
    def year(number, *counts):
        codes = ("A.01", "A.09", "U.01", "U.02")
        return [(number, CODE, code, code, count) for code, count in zip(codes, counts, strict=True)]

    table = frame("labour_status_20_66", *year(2023, 650, 50, 200, 100), *year(2024, 700, 30, None, 100))
    found = registers.status_shares(table, CODE)
    assert found.to_dict("records") == [
        {"year": 2023, "persons": 1000.0, "employed_pct": 65.0, "unemployed_pct": 5.0, "outside_pct": 30.0}
    ]
    without_row = table[~((table["year"] == 2024) & (table["status_code"] == "U.01"))]
    assert registers.status_shares(without_row, CODE)["year"].tolist() == [2023]
    assert registers.status_shares(table.head(0), CODE).empty


def test_fourth_quarter_of_the_edition_is_not_published_yet():
    quarters = [(year, quarter, CODE, 30000 + 10 * year + quarter) for year in (2025, 2026) for quarter in (1, 2, 3, 4)]
    table = frame("population_quarterly", *quarters)
    assert registers.latest_quarter(table, CODE, 2026) == (2026, 3, 50263.0, 50253.0)
    assert registers.latest_quarter(table, CODE, 2027)[:2] == (2026, 4)
    assert registers.latest_quarter(table, CODE, 2025) == (2025, 3, 50253.0, None)
    assert registers.latest_quarter(table.head(0), CODE, 2026) is None


def test_establishments_by_size_in_order_and_with_what_is_hidden():
    table = frame(
        "establishments",
        (2026, CODE, "99", "Alle størrelser", 130, None),
        (2026, CODE, "10-19", "10–19 ansatte", None, ":"),
        (2026, CODE, "0", "Ingen ansatte", 100, None),
        (2026, CODE, "1-4", "1–4 ansatte", 20, None),
        (2025, CODE, "0", "Ingen ansatte", 90, None),
    )
    found = registers.establishments(table, CODE)
    assert found["size_label"].to_list() == ["Ingen ansatte", "1–4 ansatte", "10–19 ansatte"]
    assert found["establishments"].isna().to_list() == [False, False, True] and found["status"].iloc[-1] == ":"
    assert set(found["all_establishments"]) == {130.0}
    assert registers.establishments(table.head(0), CODE).empty


def test_establishments_in_all_are_added_up_only_where_no_class_is_missing():
    rows = [(2026, CODE, "00", "Ingen ansatte", 100, None), (2026, CODE, "01", "1-4 ansatte", 20, None)]
    found = registers.establishments(frame("establishments", *rows), CODE)
    assert set(found["all_establishments"]) == {120.0}
    rows.append((2026, CODE, "15", "100-249 ansatte", None, ":"))
    found = registers.establishments(frame("establishments", *rows), CODE)
    assert found["all_establishments"].isna().all() and len(found) == 3


def test_commuters_of_merged_municipalities_are_not_added_up():
    """Indre Østfold (3118) was merged in 2020: who commuted between its parts before is no commuter of today's."""
    rows = [("0122", "2019", 2000), ("0123", "2019", 1000), ("3014", "2020", 3900), ("3118", "2024", 4000),
            ("0101", "2019", 2900), ("3101", "2024", 3100)]  # fmt: skip
    contents = ("Innpendlere", "Utpendlere", "Bosatt", "Arbeidssted")
    cells = pd.DataFrame([(*row, "", code) for row in rows for code in contents],
                         columns=["Region", "Tid", "value", "status", "ContentsCode"])  # fmt: skip
    cells = cells.assign(**{f"{name}.label": cells[name] for name in ("Region", "Tid", "ContentsCode")})
    resource, declared = catalogue().resource("commuter_totals"), declarations(catalogue())["commuter_totals"]
    found = shape([cells], declared, resource.schema, scope.within([], catalogue())).frame
    kept = set(zip(found["municipality_code"], found["year"]))
    assert kept == {("3118", "2020"), ("3118", "2024"), ("3101", "2019"), ("3101", "2024")}


def test_establishments_with_employees_are_all_less_those_without():
    table = frame(
        "establishments",
        (2025, CODE, "00", "Ingen ansatte", 60, None),
        (2025, CODE, "16", "250 ansatte og over", None, ":"),
        (2025, CODE, "99", "I alt", 90, None),
        (2026, CODE, "99", "I alt", 95, None),
        (2026, CODE, "01", "1-4 ansatte", 30, None),
    )
    assert registers.establishments_with_employees(table, CODE).to_dict() == {2025: 30.0}
    assert registers.establishments_with_employees(table.head(0), CODE).empty


def test_new_floor_area_by_year_leaves_out_totals_and_years_with_a_missing_type():
    table = frame(
        "new_floor_area",
        (2024, CODE, "Lager", 100), (2024, CODE, "Kontor", 50), (2024, CODE, "I alt", 150),
        (2025, CODE, "Lager", 70), (2025, CODE, "Kontor", None),
    )  # fmt: skip
    assert registers.new_floor_area_by_year(table, CODE).to_dict() == {2024: 150.0}
    assert registers.new_floor_area_by_year(table.head(0), CODE).empty


def test_commuters_next_to_the_matrix():
    matrix = pd.DataFrame({"in_commuters_persons": [3000], "out_commuters_persons": [4100]}, index=[2022])
    table = frame("commuter_totals", (2022, CODE, 3001, 4120, 1, 1), (2021, CODE, None, 4000, 1, 1))
    found = registers.commuters(table, matrix, CODE)
    assert found.beside == (2022, 3001.0, 4120.0, 3000.0, 4100.0) and found.by_year["year"].to_list() == [2022]
    later = frame("commuter_totals", (2025, CODE, 3100, 4200, 1, 1))
    assert registers.totals_beside(later, matrix, CODE) == (2025, 3100.0, 4200.0, None, None)
    nothing = registers.commuters(table.head(0), matrix, CODE)
    assert nothing.by_year.empty and nothing.beside is None


def test_land_and_new_floor_area():
    uses = frame("land_use", (2025, CODE, "Skog", 400.5), (2025, CODE, "Alle klasser", 590.0), (2024, CODE, "Skog", 1.0),
                 (2025, CODE, "Bolig", 9.5))  # fmt: skip
    floor = frame("new_floor_area", *((year, CODE, "Lager", 100) for year in range(2018, 2026)),
                  (2025, CODE, "Hotell", 0), (2024, CODE, "Kontor", 900), (2025, CODE, "I alt", 9999))  # fmt: skip
    found = registers.area({"land_use": uses, "new_floor_area": floor}, CODE)
    assert found.land["land_use_class"].to_list() == ["Skog", "Bolig"]
    assert found.floor_area[["building_type", "floor_area_m2"]].to_numpy().tolist() == [["Kontor", 900.0], ["Lager", 500.0]]
    assert found.floor_area.loc[0, ["first_year", "last_year"]].to_list() == [2021, 2025]
    nothing = registers.area({"land_use": uses.head(0), "new_floor_area": floor.head(0)}, CODE)
    assert nothing.land.empty and nothing.floor_area.empty


def test_registers_on_either_side_of_the_border_stay_apart():
    municipalities = catalogue().table("municipalities").set_index("code")
    tables = {
        "non_resident_employees": frame("non_resident_employees", (2024, "31", 5000), (2025, "31", 5200), (2025, "03", 9)),
        "swedish_commuter_totals": frame("swedish_commuter_totals", (2023, "1486", 900, 800)),
        "swedish_employment": frame("swedish_employment", (2023, "1486", 5000), (2024, "1486", 5100), (2024, "1438", 2000)),
        "swedish_unemployment": frame("swedish_unemployment", ("2026-08", "1486", 7.5), ("2026-09", "1486", 7.1)),
        "swedish_commuting": frame("swedish_commuting", (2023, "1486", "1435", 300), (2023, "1486", "1486", 4000)),
    }
    found = registers.across(tables, municipalities, CODE)
    assert found.non_residents.to_dict("list") == {"year": [2024, 2025], "employees_persons": [5000, 5200]}
    assert found.labour["name"].to_list() == ["Strömstad", "Dals-Ed"]
    assert found.labour.loc[0, ["employed_persons", "unemployment_rate_pct"]].to_list() == [5100.0, 7.1]
    assert found.labour.attrs == {"employed_year": 2024, "commuters_year": 2023, "month": "2026-09"}
    assert found.flows[["residence", "work", "commuters_persons"]].to_numpy().tolist() == [["Strömstad", "Tanum", 300]]
    nothing = registers.across({name: table.head(0) for name, table in tables.items()}, municipalities, CODE)
    assert all(table.empty for table in nothing[:3]) and nothing.tables == []
