"""Who may do what: roles, the actions they ask for, how far a record may be shown, and reasons for a verdict."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """In what capacity somebody acts. Roles, not names, are what records show. Stored: never rename a value."""

    VISITOR = "visitor"
    DELEGATE = "delegate"
    FOCAL_POINT = "focal-point"  # of a Sector, and of a theme where one is named
    COUNSELLOR = "counsellor"  # of one group of a Sector
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"
    MACHINE = "machine"  # what runs without a person: matching, scheduled work


class Access(StrEnum):
    """Who may see a record. Stored in registers: never rename a value."""

    PUBLIC = "public"
    MEMBERS = "members"
    INTERNAL = "internal"


class Action(StrEnum):
    """What a role may be allowed to do."""

    SEE_MEMBERS = "see-members"
    SEE_INTERNAL = "see-internal"
    SEE_PROPOSALS = "see-proposals"  # suggestions and proposals nobody has agreed to yet
    PROPOSE_LINK = "propose-link"
    JUDGE = "judge"  # on behalf of the actor's own Sector
    MODERATE = "moderate"  # withdraw a proposal; record what a Sector sent by liaison statement
    EXAMINE = "examine"
    CLEAR_REVIEW = "clear-review"
    EDIT_FACTS = "edit-facts"
    ADD_DOCUMENTS = "add-documents"
    SUGGEST = "suggest"
    RECORD_SUCCESSION = "record-succession"
    PUBLISH = "publish"
    MANAGE_ACCOUNTS = "manage-accounts"
    MANAGE_REGISTER = "manage-register"  # backup, restore, jobs of others, settings


class Reason(StrEnum):
    """Why a Sector judged as it did: the short list beside free text. Stored: never rename a value."""

    SAME_SUBJECT = "same-subject"
    COMPLEMENTARY = "complementary"
    CARRIES_OUT = "carries-out"
    DIFFERENT_SUBJECT = "different-subject"
    DIFFERENT_SCOPE = "different-scope"
    OUT_OF_DATE = "out-of-date"
    NOT_OUR_MANDATE = "not-our-mandate"
    NEEDS_EXPERT = "needs-expert"
    OTHER = "other"
