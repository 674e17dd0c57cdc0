"""What mends a finding, as codes that pages turn into links."""

from enum import StrEnum


class Mend(StrEnum):
    """One place in the product where something missing or wrong is put right."""

    # the group
    COMPLETE_PROFILE = "complete_profile"
    WHY_THIS_GROUP = "why_this_group"
    ASK_STANCE = "ask_stance"
    RECORD_REVENUE = "record_revenue"
    RECORD_INVITATION = "record_invitation"
    SEND_REPORT_BACK = "send_report_back"
    OTHER_PERSON = "other_person"
    OTHER_GROUP = "other_group"
    # the ask
    WRITE_ASK = "write_ask"
    REWRITE_ASK = "rewrite_ask"
    STATE_BENEFIT = "state_benefit"
    SIMPLIFY = "simplify"
    SMALLER_ASK = "smaller_ask"
    MAKE_THANK_YOU = "make_thank_you"
    # the sponsor
    ADD_SPONSOR_CONTACT = "add_sponsor_contact"
    ASK_SPONSOR = "ask_sponsor"
    CHASE_SPONSOR = "chase_sponsor"
    SPONSOR_ANSWER = "sponsor_answer"
    SPONSOR_INTRODUCTION = "sponsor_introduction"
    # the study
    ADD_LAUNCH = "add_launch"
    MOVE_LAUNCH = "move_launch"
    ADD_BUDGET = "add_budget"
    RAISE_BUDGET = "raise_budget"
    # contract and material
    ADD_QUOTE = "add_quote"
    CHANGE_FEE = "change_fee"
    SIGN_MASTER = "sign_master"
    SIGN_AGREEMENT = "sign_agreement"
    COMPLETE_AGREEMENT = "complete_agreement"
    RENEW_AGREEMENT = "renew_agreement"
    CHANGE_TERM = "change_term"
    RECORD_LOGO_PERMISSION = "record_logo_permission"
    ADD_PLACEMENT = "add_placement"
    APPROVE_MATERIAL = "approve_material"
    # the partnership
    WAIT = "wait"
    THANK = "thank"
    ANSWER = "answer"
    REPLY = "reply"
    CLOSE = "close"
    OPEN_OTHER = "open_other"
    NEW_PARTNERSHIP = "new_partnership"
