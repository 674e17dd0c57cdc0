"""Who owns whom, from the list of tickers; doubtful lines of it are left out.

Days are given where they are publicly known; a first of January stands for “in that year”.
"""

from datetime import date

LISTED = "sponsor_to_ticker, 2024"
KNOWN = "publicly announced; owner as in sponsor_to_ticker, 2024"
ANNOUNCED = "publicly announced"

#: Ticker → the listed company that owns every name under it.
OWNERS = {
    "JNJ": "Johnson & Johnson",
    "UCB.BR": "UCB",
    "MRK": "Merck & Co., Inc.",
    "TEVA": "Teva Pharmaceutical Industries, Ltd.",
    "4578.T": "Otsuka Holdings Co., Ltd.",
    "4578": "Otsuka Holdings Co., Ltd.",
    "GSK": "GlaxoSmithKline",
    "ALPMY": "Astellas Pharma Inc",
    "APLMY": "Astellas Pharma Inc",
    "4503.T": "Astellas Pharma Inc",
    "NVS": "Novartis",
    "4523.T": "Eisai Co., Ltd.",
    "4568.T": "Daiichi Sankyo Co., Ltd.",
    "HLUN-A.CO": "H. Lundbeck A/S",
    "PFE": "Pfizer",
    "4506.T": "Sumitomo Pharma Co., Ltd.",
    "SNY": "Sanofi",
    "MRK.DE": "Merck KGaA, Darmstadt, Germany",
    "RBGLY": "Reckitt Benckiser Group plc",
    "BIIB": "Biogen",
    "AMGN": "Amgen",
    "ABT": "Abbott",
    "ABBV": "AbbVie",
    "4528.T": "Ono Pharmaceutical Co. Ltd",
    "ROG": "Roche Holding AG",
    "4151.T": "Kyowa Kirin Co., Ltd.",
    "AHKSY": "Asahi Kasei Corporation",
    "GLENMARK.NS": "Glenmark Pharmaceuticals Ltd. India",
    "SNPHY": "Santen Pharmaceutical Co., Ltd.",
    "AZN": "AstraZeneca",
    "BMY": "Bristol-Myers Squibb",
    "LLY": "Eli Lilly and Company",
}

#: Lines of the list that name two owners, a wrong owner or no company of its own.
DOUBTFUL = {
    "Teva takeda", "Teva GTC", "AbbVie (prior sponsor, Abbott)",
    "Wyeth is now a wholly owned subsidiary of Pfizer", "Korea Otsuka International Asia Arab",
}  # fmt: skip

#: Child → owner, since, until, source: edges with a day, and those that the ticker does not show.
DATED: dict[str, tuple[str, date | None, date | None, str]] = {
    "Genentech, Inc.": ("Roche Holding AG", date(2009, 3, 26), None, KNOWN),
    "Janssen Pharmaceutica N.V., Belgium": ("Johnson & Johnson", date(1961, 1, 1), None, KNOWN),
    "Janssen Pharmaceutica": ("Johnson & Johnson", date(1961, 1, 1), None, KNOWN),
    "Tularik": ("Amgen", date(2004, 1, 1), None, LISTED),
    "Celgene": ("Bristol-Myers Squibb", date(2019, 11, 20), None, KNOWN),
    "Celgene Corporation": ("Bristol-Myers Squibb", date(2019, 11, 20), None, KNOWN),
    "Karuna Therapeutics": ("Bristol-Myers Squibb", date(2024, 3, 18), None, ANNOUNCED),
    "Intra-Cellular Therapies, Inc.": ("Johnson & Johnson", date(2025, 4, 2), None, ANNOUNCED),
    "Actelion": ("Johnson & Johnson", date(2017, 6, 16), None, KNOWN),
    "Scios, Inc.": ("Johnson & Johnson", date(2003, 1, 1), None, LISTED),
    "Momenta Pharmaceuticals, Inc.": ("Johnson & Johnson", date(2020, 10, 1), None, KNOWN),
    "Human Genome Sciences Inc., a GSK Company": ("GlaxoSmithKline", date(2012, 8, 3), None, KNOWN),
    "Human Genome Sciences Inc.": ("GlaxoSmithKline", date(2012, 8, 3), None, KNOWN),
    "Bellus Health Inc. - a GSK company": ("GlaxoSmithKline", date(2023, 6, 28), None, KNOWN),
    "Sierra Oncology LLC - a GSK company": ("GlaxoSmithKline", date(2022, 7, 1), None, KNOWN),
    "Cubist Pharmaceuticals LLC, a subsidiary of Merck & Co., Inc. (Rahway, New Jersey USA)": (
        "Merck & Co., Inc.", date(2015, 1, 21), None, KNOWN,
    ),
    "Acceleron Pharma, Inc., a wholly-owned subsidiary of Merck & Co., Inc., Rahway, NJ USA": (
        "Merck & Co., Inc.", date(2021, 11, 22), None, KNOWN,
    ),
    "Schering-Plough": ("Merck & Co., Inc.", date(2009, 11, 3), None, KNOWN),
    "Medivation, Inc.": ("Pfizer", date(2016, 9, 28), None, KNOWN),
    "Array Biopharma, now a wholly owned subsidiary of Pfizer": (
        "Pfizer", date(2019, 7, 30), None, KNOWN,
    ),
    "Reata, a wholly owned subsidiary of Biogen": ("Biogen", date(2023, 9, 26), None, KNOWN),
    "Kadmon Corporation, LLC": ("Sanofi", date(2021, 11, 9), None, KNOWN),
    "ChemoCentryx": ("Amgen", date(2022, 10, 20), None, KNOWN),
    "Alexion Pharmaceuticals, Inc.": ("AstraZeneca", date(2021, 7, 21), None, KNOWN),
    "Ardea Biosciences, Inc.": ("AstraZeneca", date(2012, 1, 1), None, LISTED),
    "ZS Pharma, Inc.": ("AstraZeneca", date(2015, 1, 1), None, LISTED),
    "OSI Pharmaceuticals": ("Astellas Pharma Inc", date(2010, 1, 1), None, LISTED),
    "NuPathe Inc.": ("Teva Pharmaceutical Industries, Ltd.", date(2014, 1, 1), None, LISTED),
    "Zogenix, Inc.": ("UCB", date(2022, 3, 7), None, KNOWN),
    "Zogenix International Limited, Inc., a subsidiary of Zogenix, Inc.": (
        "Zogenix, Inc.", None, None, LISTED,
    ),
    "Alcon, a Novartis Company": ("Novartis", None, date(2019, 4, 9), KNOWN),
    "Sandoz": ("Novartis", None, date(2023, 10, 4), KNOWN),
    "Allergan": ("AbbVie", date(2020, 5, 8), None, KNOWN),
    "Naurex, Inc, an affiliate of Allergan plc": ("Allergan", None, None, LISTED),
    "Durata Therapeutics Inc., an affiliate of Allergan plc": ("Allergan", None, None, LISTED),
    "Vitae Pharmaceuticals Inc., an Allergan affiliate": ("Allergan", None, None, LISTED),
    "Eidos Therapeutics, a BridgeBio company": (
        "BridgeBio Pharma, Inc.", date(2021, 1, 26), None, ANNOUNCED,
    ),
}  # fmt: skip

#: Collaborators that are contract research organisations: they act for the sponsor of a study.
AGENCIES = {
    "Syneos Health", "Worldwide Clinical Trials", "bioRASI, LLC", "Julius Clinical",
    "Pharma-Regist Kft.", "Clinartis",
}  # fmt: skip
