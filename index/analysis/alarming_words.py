"""Alarming words: what a correction must never make of a harmless word."""

from collections.abc import Mapping

ALARMING_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """
    cancer cancers cancerous carcinoma tumor tumors tumour tumours malignant malignancy
    metastasis metastases metastatic terminal incurable fatal fatality lethal deadly
    death deaths dead die dies died dying suicide suicidal kill killed murder poison
    poisoned poisonous toxic overdose stroke sepsis coma paralysis paralyzed amputation
    miscarriage stillbirth abuse assault rape bankruptcy bankrupt fraud prison
    """,
        "es": """
    cancer canceres canceroso cancerosa carcinoma tumor tumores maligno maligna
    malignidad metastasis terminal incurable fatal letal mortal muerte muertes muerto
    muerta morir suicidio matar veneno venenoso toxico sobredosis derrame sepsis coma
    paralisis amputacion aborto abuso
    """,
        "fr": """
    cancer cancers cancereux cancereuse carcinome tumeur tumeurs malin maligne
    malignite metastase metastases terminal incurable fatal letal mortel mortelle mort
    mourir suicide tuer poison toxique surdose avc septicemie coma paralysie amputation
    """,
        "de": """
    krebs karzinom tumor tumoren tumore bosartig bosartige metastase metastasen
    unheilbar todlich tod tot sterben gestorben selbstmord suizid gift giftig
    uberdosis schlaganfall sepsis koma lahmung amputation fehlgeburt
    """,
        "pt": """
    cancer cancro canceroso carcinoma tumor tumores maligno maligna metastase
    metastases terminal incuravel fatal letal mortal morte morto morrer suicidio matar
    veneno toxico overdose derrame sepse coma paralisia amputacao aborto
    """,
        "it": """
    cancro tumore tumori carcinoma maligno maligna metastasi terminale incurabile
    fatale letale mortale morte morto morire suicidio uccidere veleno tossico
    overdose ictus sepsi coma paralisi amputazione aborto
    """,
        "nl": """
    kanker carcinoom tumor tumoren kwaadaardig kwaadaardige uitzaaiing uitzaaiingen
    ongeneeslijk fataal dodelijk dood sterven gestorven zelfmoord vergif giftig
    overdosis beroerte sepsis coma verlamming amputatie
    """,
    }.items()
}
ALL_ALARMING_WORDS = frozenset().union(*ALARMING_WORDS.values())
