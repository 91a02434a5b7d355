from statusbok.show.nb import names


def test_place_takes_the_preposition_of_the_name():
    assert names.place("Halden") == "i Halden"
    assert names.place("Hvaler") == "på Hvaler"
