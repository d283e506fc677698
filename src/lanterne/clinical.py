"""Words that no free text may hold: what somebody suffers from is nobody's business but medical's.

A list can only catch what people write by habit. It is in English, German, Spanish and French.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

HINT: Final = "write no medical detail; say with medical, transported or released"

_WORD: Final = re.compile(r"[^\W_]+")
_ALONE: Final = """
abrasion abrasions adrenaline advil alcoholic allergic allergies allergy anaphylactic anaphylaxis angina
antibiotic antibiotics antihistamine arrhythmia aspirin acetaminophen albuterol asthma asthmatic benadryl
bleed bleeding bleeds blister blisters blood bloody bruise bruised bruises cardiac coma comatose
concussed concussion convulsing convulsion convulsions covid cpr cramp cramping cramps cyanotic
dehydrated dehydration delirious delirium diabetes diabetic diagnosed diagnosis diarrhea diarrhoea
disoriented dislocated dislocation dizziness dizzy drunk epilepsy epileptic epinephrine epipen fainted
fainting fever feverish fibrillation fracture fractured fractures glucagon glucose hallucinating headache
headaches heatstroke hematoma hyperthermia hyperthermic hyponatraemia hyponatremia hypoglycaemia
hypoglycemia hypoglycemic hypothermia hypothermic ibuprofen incontinent infarct injured injuries injury
insulin intoxicated intubated lacerated laceration limping menstruation migraine miscarriage morphine
naloxone naproxen narcan nausea nauseated nauseous nosebleed overdose pain painful painkiller painkillers
pains palpitations paracetamol paralysed paralyzed pneumonia pregnancy pregnant pulseless rhabdo
rhabdomyolysis salbutamol seizure seizures semiconscious septic shivering sick sickness sprain sprained
stitches suicidal suicide swollen syncope tachycardia tourniquet tylenol unconscious unresponsive
ventolin vertigo vomit vomited vomiting vomits wheezing wounded wounds

allergie beinbruch bewusstlos blut blutet blutung dehydriert durchfall erbricht erbrochen fieber
gebrochen gehirnerschuetterung gehirnerschutterung herzinfarkt herzstillstand hitzschlag knochenbruch
kopfschmerzen krampf kraempfe krampfe krampfanfall ohnmacht ohnmaechtig ohnmachtig platzwunde
schlaganfall schmerz schmerzen schwanger schwindel schwindlig uebelkeit ubelkeit unterkuehlt unterkuhlt
unterkuehlung unterkuhlung unterzucker verletzt verletzung verstaucht zerrung

alergia ampolla ampollas asma calambre calambres conmocion convulsiones deshidratada deshidratado
desmayada desmayado desmayo diarrea dolor dolores embarazada esguince fiebre fractura hemorragia herida
herido hipotermia inconsciente infarto lesion lesionada lesionado mareada mareado mareo nauseas sangra
sangrando sangre vomitando vomito

allergique ampoule ampoules asthme blesse blessee blessure crampe crampes deshydrate deshydratee
diabetique douleur douleurs enceinte entorse evanoui evanouie fievre hypothermie inconscient inconsciente
infarctus malaise saigne saignement vertige vertiges vomi vomissements
"""
_TOGETHER: Final = (
    *("blood pressure", "broken bone", "can t breathe", "cannot breathe", "cant breathe", "not breathing"),
    *("stopped breathing", "trouble breathing", "short of breath", "shortness of breath", "chest tightness"),
    *("bad back", "hurt back", "back hurts", "hit head", "hit his head", "hit her head", "hit their head"),
    *("heart attack", "heart condition", "heart failure", "heart problem", "heart problems", "heart rate"),
    *("heart trouble", "heat exhaustion", "heat stroke", "had a stroke", "in labour", "in shock", "iv drip"),
    *(
        "low sugar",
        "nervous breakdown",
        "panic attack",
        "passed out",
        "threw up",
        "throwing up",
        "torn muscle",
    ),
    *("atmet nicht", "keine luft", "tut weh"),
    *("ataque al corazon", "falta de aire", "golpe de calor", "le duele", "presion arterial"),
    *("arret cardiaque", "coup de chaleur", "crise cardiaque", "mal au", "mal aux", "tension arterielle"),
)
_PARTS: Final = """
abdomen achilles ankle ankles arm arms belly brain calf calves chest elbow finger fingers groin hamstring
hamstrings hip hips jaw knee knees leg legs lung lungs muscle muscles neck quad quads rib ribs shin shins
shoulder shoulders skull spine stomach tendon thigh toe toes tooth wrist wrists

bauch bein beine brust fuss fuesse fusse herz huefte hufte knie knoechel knochel kopf oberschenkel
ruecken rucken schulter wade waden zehe

brazo cabeza corazon estomago hombro muslo pecho pierna piernas rodilla tobillo

cheville coeur epaule genou hanche jambe jambes mollet pied poitrine tete ventre
"""
_HARM: Final = """
ache aches aching bad broke broken burning busted cut gone hit hurt hurting hurts issue issues numb
problem problems pulled ruptured smashed sore strain strained tore torn trouble twisted weak

gerissen gezerrt kaputt umgeknickt verdreht weh

mal malo roto rota torcida torcido

casse cassee foule foulee tordu tordue
"""
_NEAR: Final = 3
"""Words from a part of the body to its harm: hurt her left knee."""


def clinical(text: str, known: Collection[str] = ()) -> bool:
    """Whether a text holds a medical word: a diagnosis, a symptom, a drug, a part of the body and its harm.

    Whole words, whatever their case and accents.

    Parameters
    ----------
    text : str
    known : collection of str
        Names of the race's own places, `folded`, which are passed over: Heart of the City is a station.
    """
    words = f" {folded(text)} "
    for name in known:
        words = words.replace(f" {name} ", " , ")
    said = words.split()
    alone, parts, harm = _lists()
    if not alone.isdisjoint(said) or any(f" {phrase} " in words for phrase in _TOGETHER):
        return True
    at = [i for i, word in enumerate(said) if word in parts]
    return any(not harm.isdisjoint(said[max(0, i - _NEAR) : i + _NEAR + 1]) for i in at)


def folded(text: str) -> str:
    """A text's words alone, in lower case and without accents, one blank between."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join(_WORD.findall(bare))


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return frozenset(_ALONE.split()), frozenset(_PARTS.split()), frozenset(_HARM.split())
