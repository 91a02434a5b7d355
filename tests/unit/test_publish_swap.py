"""What is finished takes the place of what was there."""

from __future__ import annotations

from statusbok.publish.swap import recover, swap


def test_swap_replaces_and_recover_undoes_a_swap_cut_in_half(tmp_path):
    place, new = tmp_path / "html", tmp_path / "new"
    for folder, text in ((place, "old"), (new, "new")):
        folder.mkdir()
        (folder / "a").write_text(text)
    swap(new, place)
    assert (place / "a").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["html"]
    place.rename(tmp_path / "html.old")
    recover(place)
    assert (place / "a").read_text() == "new"
