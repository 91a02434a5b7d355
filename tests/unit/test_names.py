from statusbok.show.nb import names


def test_place_takes_the_preposition_of_the_name():
    assert names.place("Halden") == "i Halden"
    assert names.place("Hvaler") == "på Hvaler"


def test_short_names():
    known = {"5001": "Trondheim - Tråante", "3114": "Våler (Østfold)", "3419": "Våler (Innlandet)"}
    assert names.short(known, "3101") == {"5001": "Trondheim", "3114": "Våler", "3419": "Våler (Innlandet)"}
