"""Our vocabulary of conditions, made from the labels of the IRS and from names and titles."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A condition: code, name, the field it belongs to, its NTEE digits, words that name it."""

    code: str
    name: str
    broader: str = ""
    ntee: str = ""
    words: str = ""


BRAIN = "brain-and-nervous-system"
GENES = "birth-defects-and-genetic-diseases"
MOVING = "nerve-muscle-and-bone-diseases"
DEMENTIA = "dementia"
VOCABULARY = (
    Entry(GENES, "Birth defects and genetic diseases", ntee="20",
          words=r"birth defect|genetic dis"),
    Entry("cancer", "Cancer", ntee="30", words=r"cancer|oncolog|leukemia|lymphoma|tumou?r|myeloma"),
    Entry("diseases-of-organs", "Diseases of specific organs", ntee="40"),
    Entry("eye-diseases", "Eye diseases and vision impairments", ntee="41",
          words=r"\beyes?\b|blind|glaucoma|macular|retin"),
    Entry("ear-and-throat-diseases", "Ear and throat diseases", ntee="42",
          words=r"hearing loss|\bdeaf|tinnitus"),
    Entry("heart-diseases", "Heart and circulatory diseases", ntee="43",
          words=r"\bheart\b|cardiac|cardiovascular|cardiomyopath|hypertension"),
    Entry("kidney-diseases", "Kidney diseases", ntee="44", words=r"kidney|\brenal\b"),
    Entry("lung-diseases", "Lung diseases", ntee="45", words=r"\blungs?\b|pulmonary|\bcopd\b"),
    Entry(BRAIN, "Brain and nervous system", ntee="48 96", words=r"neurodegenerat|neurolog"),
    Entry(MOVING, "Nerve, muscle and bone diseases", ntee="50", words=r"neuropath"),
    Entry("allergies", "Allergies", ntee="60", words=r"allerg"),
    Entry("digestive-diseases", "Digestive diseases", ntee="70",
          words=r"crohn|colitis|celiac|digestive"),
    Entry("hiv-and-aids", "HIV and AIDS", ntee="81", words=r"\baids\b|\bhiv\b"),
    Entry("ageing", "Diseases of old age", ntee="94", words=r"geriatric|\baging\b|\bageing\b"),
    Entry("mental-health", "Mental health",
          words=r"mental (disorder|health|illness)|depressi|anxiety|schizophren|bipolar"),
    Entry("diabetes", "Diabetes", words=r"diabet"),
    Entry("breast-cancer", "Breast cancer", "cancer", "32", r"breast cancer"),
    Entry("down-syndrome", "Down syndrome", GENES, "25", r"down s?'?syndrome|trisomy 21"),
    Entry("cystic-fibrosis", "Cystic fibrosis", "lung-diseases", words=r"cystic fibrosis"),
    Entry("asthma", "Asthma", "lung-diseases", "61", r"asthma"),
    Entry("arthritis", "Arthritis", MOVING, "51", r"arthriti"),
    Entry("muscular-dystrophy", "Muscular dystrophy", MOVING, words=r"muscular dystroph|duchenne"),
    Entry("epilepsy", "Epilepsy", BRAIN, "54", r"epilep|seizure"),
    Entry("autism", "Autism", BRAIN, "84", r"autis"),
    Entry("alzheimers-disease", "Alzheimer’s disease", BRAIN, "83", r"alzheimer|\balz\b"),
    Entry(DEMENTIA, "Dementia", BRAIN, words=r"dementia"),
    Entry("mild-cognitive-impairment", "Mild cognitive impairment", BRAIN,
          words=r"mild cognitive|cognitive impairment, mild|\bmci\b"),
    Entry("frontotemporal-dementia", "Frontotemporal dementia", DEMENTIA,
          words=r"fronto-?temporal|\bftd\b|dementia frontal"),
    Entry("lewy-body-dementia", "Lewy body dementia", DEMENTIA, words=r"lewy bod"),
    Entry("vascular-dementia", "Vascular dementia", DEMENTIA,
          words=r"vascular dementia|dementia, vascular|vascular cognitive"),
    Entry("parkinsons-disease", "Parkinson’s disease", BRAIN, words=r"parkinson"),
    Entry("als", "Amyotrophic lateral sclerosis (ALS)", BRAIN,
          words=r"\bals\b|amyotrophic lateral"),
    Entry("multiple-sclerosis", "Multiple sclerosis", BRAIN, words=r"multiple sclerosis"),
    Entry("huntingtons-disease", "Huntington’s disease", BRAIN, words=r"huntington'?s? d"),
    Entry("brain-injury", "Brain injury", BRAIN, words=r"brain injur|traumatic enceph|\btbi\b"),
    Entry("stroke", "Stroke", BRAIN, words=r"\bstroke\b"),
    Entry("sleep-disorders", "Sleep disorders", BRAIN, words=r"sleep (apnea|dis)|insomnia"),
)  # fmt: skip

_PATTERNS = tuple((entry.code, re.compile(entry.words)) for entry in VOCABULARY if entry.words)
_BY_NTEE = {digits: entry.code for entry in VOCABULARY for digits in entry.ntee.split()}


def named_in(text: str) -> list[str]:
    """Codes of the conditions that a text names, in the order of the vocabulary."""
    plain = text.lower().replace("’", "'")
    return [code for code, pattern in _PATTERNS if pattern.search(plain)]


def of_ntee(code: str, labelled: set[str]) -> list[str]:
    """The condition of an NTEE code such as G83Z; none for a code that has no label."""
    return [_BY_NTEE[code[1:3]]] if code[:3] in labelled and code[1:3] in _BY_NTEE else []


def specific(codes: list[str]) -> list[str]:
    """Each code once, in order, without the fields that a narrower one implies."""
    wanted = set(codes)
    implied = {entry.broader for entry in VOCABULARY if entry.code in wanted}
    return [e.code for e in VOCABULARY if e.code in wanted and e.code not in implied - {DEMENTIA}]
