"""Words of the page in bokmål: column labels, standard signs, classes, and what stands around a figure."""

COLUMNS: dict[str, str] = {
    # What a row is
    "year": "År",
    "month": "Måned",
    "date": "Dato",
    "period": "Periode",
    "name": "Kommune",
    "municipality": "Kommune",
    "municipality_code": "Kommunenummer",
    "municipality_name": "Kommune",
    "area_code": "Områdenummer",
    "area_name": "Område",
    "area": "Område",
    "residence_code": "Bostedskommunens nummer",
    "residence": "Bosted",
    "residence_name": "Bostedskommune",
    "work_code": "Arbeidsstedskommunens nummer",
    "work": "Arbeidssted",
    "work_name": "Arbeidsstedskommune",
    "industry_code": "Næringskode",
    "industry": "Næring",
    "age_group": "Aldersgruppe",
    "direction": "Retning",
    "rank": "Plassering",
    "label": "Størrelse",
    "indicator": "Indikator",
    "measure": "Hva tallet gjelder",
    "value": "Verdi",
    "unit": "Enhet",
    "status": "Status",
    "note": "Merknad",
    "remark": "Merknad",
    "source": "Kilde",
    "definition": "Definisjon",
    "precision": "Presisjon",
    "basis": "Grunnlag",
    "section": "Del av planen",
    "land_use_class": "Arealklasse",
    # Counts of persons
    "employed_persons": "Sysselsatte",
    "employed_residents_persons": "Sysselsatte bosatt i kommunen",
    "employed_workplace_persons": "Sysselsatte med arbeidssted i kommunen",
    "population_persons": "Folketall",
    "population_15_74_persons": "Bosatte 15–74 år",
    "unemployed_persons": "Helt ledige",
    "commuters_persons": "Pendlere",
    "in_commuters_persons": "Innpendlere",
    "out_commuters_persons": "Utpendlere",
    "net_commuting_persons": "Nettopendling",
    "work_where_they_live_persons": "Bor og arbeider i kommunen",
    "change_persons": "Endring",
    # Rates and shares
    "employment_rate_pct": "Sysselsettingsgrad",
    "unemployment_rate_pct": "Ledighet",
    "self_containment_pct": "Bor og arbeider i kommunen",
    "share_pct": "Andel",
    "rate_pct": "Andel",
    "change_pct": "Endring",
    "change_points": "Endring",
    # Land, distance, money
    "area_ha": "Areal",
    "distance_km": "Avstand",
    "establishments": "Virksomheter",
    "nok_per_100_sek": "Norske kroner for 100 svenske",
}

UNITS: dict[str, str] = {
    "persons": "personer",
    "pct": "prosent",
    "points": "prosentpoeng",
    "ha": "hektar",
    "daa": "dekar",
    "km": "kilometer",
    "sek": "norske kroner",
}
"""Unit after the suffix of a column's name."""

SIGNS: dict[str, str] = {
    ":": "vises ikke av hensyn til personvern",
    "..": "tallgrunnlag mangler",
    ".": "ikke mulig å oppgi tall",
}
"""SSB's standard signs in tables."""

INDUSTRIES: dict[str, str] = {
    "00-99": "Alle næringer",
    "01-03": "Jordbruk, skogbruk og fiske",
    "10-33": "Industri",
    "84": "Offentlig administrasjon, forsvar og trygdeordninger",
    "85": "Undervisning",
    "86-88": "Helse- og sosialtjenester",
}
"""The groups of table 07984, by SN2007 codes."""

AGE_GROUPS: dict[str, str] = {
    "0-15": "0–15 år",
    "16-18": "16–18 år",
    "19-34": "19–34 år",
    "35-66": "35–66 år",
    "67-74": "67–74 år",
    "75+": "75 år og eldre",
}

YES_NO: dict[bool, str] = {True: "Ja", False: "Nei"}

LANGUAGE = "nb-NO"
"""Language of the texts, for files that state it."""

PAGE: dict[str, str] = {
    "municipality": "{name} kommune",
    "edition": "Utgave {year}",
    "newest": "Nyeste tall: {periods}",
    "newest_employed": "sysselsatte 4.\u00a0kvartal {year}",
    "newest_commuting": "pendling 4.\u00a0kvartal {year}",
    "newest_population": "folketall 1.\u00a0januar {year}",
    "findings": "Hovedfunn",
    "key_figures": "Nøkkeltall",
    "numbers_behind": "Tall bak figuren",
    "download_csv": "Last ned tallene (CSV)",
    "download_xlsx": "Last ned tallene (Excel)",
    "sheet": "Tall",
    "no_figure": "Utgaven har ingen tall til denne figuren: {title}.",
    "no_table": "Utgaven har ingen tall til denne tabellen: {title}.",
    "filter": "Vis bare rader med",
    "rows_shown": "Viser {shown} av {total} rader",
    "copy_link": "Kopier lenken",
    "link_copied": "Lenken er kopiert",
    "link_figure": "Lenke til figuren",
    "link_table": "Lenke til tabellen",
    "scroll_table": "Tabell som kan rulles sidelengs: {title}",
    "scroll_picture": "Figur som kan rulles sidelengs: {title}",
    "interactive_map": "Interaktivt kart: {title}",
    "skip_map": "Hopp over kartet",
    "waiting_map": "Det interaktive kartet lastes når du kommer hit. Bildet over viser det samme.",
    "legend": "Tegnforklaring",
    "sources": "Kilde",
    "one_table": "tabell {numbers}",
    "several_tables": "tabellene {numbers}",
    "recorded_on": "lagt inn {date}",
    "calculations": "Beregninger: Statusbok.",
    "foot": "Om denne siden",
    "about_edition": "Utgave {year} av statusrapporten for {name}.",
    "recorded": "Tallene ble sist lagt inn i rapporten {date}.",
    "commit": "Laget med kodeversjon {commit}.",
    "next_update": "Neste utgave, for {next_year}, lages når Statistisk sentralbyrå har publisert tallene "
    "for 4.\u00a0kvartal {year}.",
    "errors": "Ser du en feil? Meld fra til den som ga deg rapporten, med lenken til figuren eller tabellen "
    "det gjelder. Feil blir rettet i data eller kode, og rettingen er synlig i neste utgave.",
    "method": "Slik er tallene laget",
    "data": "Data og lisenser",
}
