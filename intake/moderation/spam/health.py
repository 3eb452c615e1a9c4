"""How surely a text tells of its writer's own health: English words, sentence by sentence.

A word of illness alone says nothing: articles and their readers talk of such things all day. It
counts in a sentence that is about the writer or their family.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise

from intake.moderation.spam.normal import Normal
from intake.moderation.spam.wordlists import words_of

_WORDS_READ = 1200
_ENDS = frozenset(".?!;\n")
_ME = words_of(
    "i my me i'm im i've ive i'd mine myself i’m i’ve i’d our we we've son daughter wife "
    "husband mother father nephew toddler girlfriend boyfriend"
)

# What a sentence about the writer tells by each kind of word; fitted on one half of the data and
# rounded (bench/marks.py shows both halves).
_KINDS: list[tuple[float, frozenset[str]]] = [
    (
        0.6,  # seldom said of anything but a body
        words_of(
            "diagnosed diagnosis hiv std herpes chlamydia gonorrhea syphilis hepatitis "
            "diabetes diabetic cancer tumor tumour leukemia lymphoma melanoma carcinoma "
            "hypertension asthma asthmatic epilepsy seizure seizures arthritis osteoporosis "
            "fibromyalgia thyroid hypothyroidism hyperthyroidism hypothyroid anemia anaemia "
            "pcos endometriosis fibroids fibroid cyst cysts hemorrhoids piles hernia ulcer "
            "ulcers gastritis gerd ibs colitis crohns crohn's pneumonia bronchitis "
            "tuberculosis sinusitis tonsillitis psoriasis eczema dermatitis acne scabies "
            "vitiligo shingles lupus sclerosis migraine migraines depression bipolar "
            "schizophrenia adhd ocd anorexia bulimia miscarriage abortion pregnant "
            "pregnancy ovulation menopause menstrual menstruation ovaries ovarian uterus "
            "uterine cervical cervix vagina vaginal penis penile testicle testicles "
            "testicular scrotum erection erectile ejaculation masturbation masturbate semen "
            "sperm prostate urinary urinate urinating urine kidney kidneys liver "
            "gallbladder gallstones bladder bowel colon rectal rectum anus angina "
            "arrhythmia palpitations cholesterol triglycerides insulin glucose hemoglobin "
            "biopsy ultrasound mri ct ecg ekg endoscopy colonoscopy hysterectomy "
            "chemotherapy chemo radiotherapy antibiotics antibiotic antidepressants steroid "
            "steroids ibuprofen paracetamol acetaminophen tylenol aspirin metformin "
            "prednisone prednisolone amoxicillin ciprofloxacin omeprazole levothyroxine "
            "lisinopril atenolol amlodipine zoloft sertraline prozac fluoxetine lexapro "
            "xanax valium tramadol codeine morphine methadone viagra cialis accutane "
            "warfarin statin statins contraceptive contraceptives sciatica mole moles "
            "nodule nodules ovary rib ribs lumbar palpitation spasm spasms vein veins "
            "gynecologist gynaecologist dermatologist urologist cardiologist neurologist "
            "psychiatrist oncologist orthopedic dentist reflux typhoid fracture urination "
            "stools transplant pulmonary respiratory paralysis infarction hematoma aneurysm "
            "dialysis lymph flu concussion hemorrhage bruising sprained"
        ),
    ),
    (
        0.4,  # of bodies mostly
        words_of(
            "symptom symptoms fever rash itching itchy itch nausea nauseous vomiting "
            "vomited vomit diarrhea diarrhoea constipation constipated bleeding swelling "
            "swollen sore dizziness dizzy cramps cramping numbness numb tingling fatigue "
            "cough coughing phlegm mucus discharge pus lump lumps bump bumps blister "
            "blisters spotting pimples wart warts infection infections allergy allergic "
            "inflammation insomnia faint fainted fainting headaches backache toothache "
            "stomachache chest abdomen abdominal stomach throat hip hips ankle elbow "
            "shoulder shoulders spine spinal lungs lung groin thigh thighs belly breast "
            "breasts nipple nipples pelvic gums teeth testis genital genitals foreskin "
            "scalp tongue intercourse condom condoms periods ovulating doctor doctors "
            "physician surgeon gp nurse hospital clinic surgery operated operation "
            "prescribed prescription medication medications medicine medicines tablet "
            "tablets pills dose dosage mg therapy therapist treatment treated hormone "
            "hormones x-ray xray bp pulse bmi bloated bloating exhaustion brain artery "
            "arteries bowels womb abnormal antibody bacterial recurrent enlarged stiffness "
            "stabbing dementia"
        ),
    ),
    (
        0.25,  # of anything, but together they tell
        words_of(
            "pain pains painful hurts hurting ache aches aching suffering suffer suffered "
            "blood pressure heart arm arms leg legs neck eye eyes nose feet finger fingers "
            "toe toes muscle muscles bone bones joint joints nerve nerves weight sick ill "
            "illness disease condition disorder syndrome severe chronic acute period sex "
            "sexual drug drugs anxiety panic breathing breath tired weakness lethargic "
            "appetite stroke ears wrist knee knees tooth skin scan scans unprotected "
            "infected headache sinus memory stress appendix replacement tendon ligament "
            "cartilage cuff vision ear mouth lips burns burning discomfort sensation spots "
            "loss swallow injury accident painfully exhausted episodes iron vitamin"
        ),
    ),
]

# Endings that hardly a word has but those of illnesses and what is done about them.
_MEDICAL = re.compile(
    r"\w{3,20}(?:itis|osis|aemia|emia|ectomy|algia|plasty|rrhea|rrhoea|uria|pathy)"
)
_NOT_MEDICAL = words_of("sympathy empathy apathy antipathy telepathy hypnosis academia")
_MEDICAL_WEIGHT = 0.6
# "My …", "I have …" before such a word: more than that they stand in one sentence.
_OWN = words_of(
    "my have had experiencing suffering having i've feel feeling from with taking take took"
)
_OWN_NEAR = 3  # words
_OWN_WEIGHT = 0.3
_SHARPENED = frozenset({"pain", "pains", "pressure", "headache", "replacement", "disease"})
_BODY = frozenset({"back", "head", "face", "foot", "hand", "hands"})
_STRONG = 0.4
_MOST_OF_WEAK = 0.45  # which never suffice
_SHORTEST_MEDICAL = 6
_WEIGHTS = {word: weight for weight, words in reversed(_KINDS) for word in words}


def score(text: Normal) -> float:
    """How surely it tells of health, 0 to 1: of several words in a sentence each adds."""
    return round(max(map(_told, _sentences(text.words[:_WORDS_READ])), default=0.0), 4)


def _told(sentence: list[str]) -> float:
    if _ME.isdisjoint(sentence):
        return 0.0
    found = {word: weight for word in sentence if (weight := _weight(word))}
    for before, word in pairwise(sentence):
        if word in _SHARPENED and (
            before in found or before in _BODY
        ):  # "leg pain", "severe headache"
            found[word] = _MEDICAL_WEIGHT
    if not found:
        return 0.0
    is_own = any(
        not _OWN.isdisjoint(sentence[max(0, place - _OWN_NEAR) : place])
        for place, word in enumerate(sentence)
        if found.get(word, 0.0) >= _STRONG
    )
    left = math.prod(1 - weight for weight in found.values())
    told = 1 - left * (1 - _OWN_WEIGHT * is_own)
    return told if max(found.values()) >= _STRONG else min(told, _MOST_OF_WEAK)


def _weight(word: str) -> float:
    weight = _WEIGHTS.get(word, 0.0)
    if not weight and len(word) > _SHORTEST_MEDICAL and _MEDICAL.fullmatch(word):
        return 0.0 if word in _NOT_MEDICAL else _MEDICAL_WEIGHT
    return weight


def _sentences(words: list[str]) -> Iterator[list[str]]:
    start = 0
    for place, word in enumerate(words):
        if word in _ENDS:
            yield words[start:place]
            start = place + 1
    yield words[start:]
