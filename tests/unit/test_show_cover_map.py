"""The map of the front page."""

import pytest

from statusbok import geo
from statusbok.errors import StatusbokError
from statusbok.show import style
from statusbok.show.maps.region import neighbours, region
from statusbok.show.nb import cover as words

MUNICIPALITIES = geo.layer("municipalities")
OSTFOLD = MUNICIPALITIES.loc[MUNICIPALITIES["role"] == "ostfold", "code"].tolist()


def drawn(own: str):
    around = [code for code in OSTFOLD if code != own]
    return region(MUNICIPALITIES, own=own, around=around, land=geo.layer("land"), border=geo.layer("border"))


@pytest.mark.parametrize("own", OSTFOLD)
def test_every_municipality_is_named_once_its_own_in_bold(own):
    texts = [text for text in drawn(own).axes[0].texts if not text.get_text().endswith("km")]
    written = [text.get_text() for text in texts]
    names = {name.split(" (")[0] for name in MUNICIPALITIES.set_index("code").loc[OSTFOLD, "name"]}
    assert sorted(written) == sorted({*names, "SVERIGE"})
    own_name = MUNICIPALITIES.set_index("code").at[own, "name"].split(" (")[0]
    assert [text.get_text() for text in texts if text.get_fontweight() == "bold"] == [own_name]


def test_the_map_is_the_same_bytes_again_and_its_own_area_has_a_name():
    first, again = style.to_svg(drawn("3101")), style.to_svg(drawn("3101"))
    assert first == again
    assert b'id="kommune-3101"' in first
    assert len(first) < 120_000


def test_unknown_municipality_is_refused():
    with pytest.raises(StatusbokError, match="9999"):
        region(MUNICIPALITIES, own="9999", around=[])


def test_neighbours_on_land_by_country():
    assert neighbours(MUNICIPALITIES, "3101") == {
        "NO": ["Aremark", "Rakkestad", "Sarpsborg"],
        "SE": ["Dals-Ed", "Strömstad", "Tanum"],
    }
    assert neighbours(MUNICIPALITIES, "3112") == {"NO": ["Fredrikstad", "Moss", "Sarpsborg", "Våler"]}


def test_alternative_text_with_and_without_sweden_and_neighbours():
    assert words.map_alt("Halden", "Østfold", ["Aremark", "Rakkestad"], ["Tanum"]).endswith(
        "På land grenser Halden til Aremark og Rakkestad, og til Tanum i Sverige."
    )
    assert words.map_alt("Råde", "Østfold", ["Moss"], []).endswith("På land grenser Råde til Moss.")
    assert words.map_alt("Øya", "Østfold", [], []) == (
        "Kart over Østfold, der Øya er framhevet."
    )
