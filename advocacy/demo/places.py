"""States with their usual time zone, and countries as ClinicalTrials.gov names them."""

_ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO MT NM UT WY",
    "America/Boise": "ID",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
}
ZONE_OF_STATE = {state: zone for zone, states in _ZONES.items() for state in states.split()}

STATES = {
    "ALABAMA", "ALASKA", "ARKANSAS", "CONNECTICUT", "DELAWARE", "HAWAII", "IDAHO", "KANSAS",
    "KENTUCKY", "LOUISIANA", "MAINE", "MISSISSIPPI", "MONTANA", "NEBRASKA", "NEVADA",
    "NEW HAMPSHIRE", "NEW MEXICO", "NORTH DAKOTA", "OKLAHOMA", "RHODE ISLAND", "SOUTH DAKOTA",
    "UTAH", "VERMONT", "WEST VIRGINIA", "WYOMING",
}  # fmt: skip

COUNTRY_CODES = {
    "Argentina": "AR", "Australia": "AU", "Austria": "AT", "Belgium": "BE", "Bolivia": "BO",
    "Brazil": "BR", "Bulgaria": "BG", "Canada": "CA", "Chile": "CL", "China": "CN",
    "Colombia": "CO", "Costa Rica": "CR", "Croatia": "HR", "Cyprus": "CY", "Czechia": "CZ",
    "Denmark": "DK", "Dominican Republic": "DO", "Ecuador": "EC", "Finland": "FI",
    "France": "FR", "Germany": "DE", "Greece": "GR", "Hong Kong": "HK", "Hungary": "HU",
    "India": "IN", "Iran": "IR", "Ireland": "IE", "Israel": "IL", "Italy": "IT", "Japan": "JP",
    "Malaysia": "MY", "Martinique": "MQ", "Mexico": "MX", "Netherlands": "NL",
    "New Zealand": "NZ", "Norway": "NO", "Peru": "PE", "Poland": "PL", "Portugal": "PT",
    "Puerto Rico": "PR", "Reunion": "RE", "Romania": "RO", "Russia": "RU",
    "Saudi Arabia": "SA", "Serbia": "RS", "Singapore": "SG", "Slovakia": "SK",
    "Slovenia": "SI", "South Africa": "ZA", "South Korea": "KR", "Spain": "ES", "Sweden": "SE",
    "Switzerland": "CH", "Taiwan": "TW", "Turkey (Türkiye)": "TR", "Ukraine": "UA",
    "United Arab Emirates": "AE", "United Kingdom": "GB", "United States": "US",
    "Uruguay": "UY", "Vietnam": "VN",
}  # fmt: skip
