"""Template filters: respellings for screen readers."""

import pytest

from service.pages.template_filters import speakable_respelling


@pytest.mark.parametrize(
    ("respelling", "spoken"),
    [
        ("NOO-tro-PEE-nee-uh", "noo tro PEE nee uh"),
        ("deep vayn throm-BOH-sis", "deep vayn throm BOH sis"),
        ("M PROH-teen", "M PROH teen"),
        ("", ""),
    ],
)
def test_speakable_respelling_has_no_hyphens_and_one_stress_per_word(
    respelling: str, spoken: str
) -> None:
    assert speakable_respelling(respelling) == spoken
