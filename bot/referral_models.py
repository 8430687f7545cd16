"""What referrals/directory.yml may hold. Pydantic refuses the rest; the header of that file explains the fields."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, StrictBool, StrictInt, StrictStr, root_validator, validator

Region = Literal["belgium", "flanders", "brussels", "wallonia", "antwerp", "ghent", "mechelen", "ostend", "world"]


class Content(BaseModel):
    """Base: no unknown keys, never changed after loading."""

    class Config:
        extra = "forbid"
        frozen = True


class Words(Content):
    """A text in each language that has one."""

    nl: StrictStr | None = None
    fr: StrictStr | None = None
    en: StrictStr | None = None

    def in_language(self, language: str) -> str:
        """The text in this language, else the first known one; empty if there is none."""
        return getattr(self, language, None) or self.nl or self.fr or self.en or ""


class Phone(Content):
    """A number to show, and what it is for (Dutch)."""

    number: StrictStr
    note_nl: StrictStr | None = None


class Source(Content):
    """A page as it was found, and the newest year it shows."""

    address: StrictStr
    year: StrictInt | None = None


class Verified(Content):
    """When a person rang the number or opened the page, and in which role (never a name)."""

    date: datetime.date
    role: StrictStr

    @validator("date", pre=True)
    def _is_a_date(cls, value: Any) -> Any:  # pydantic would read the bare number 2027 as seconds after 1970
        if not isinstance(value, datetime.date):
            raise ValueError("write a date as 2027-01-15")
        return value


class Referral(Content):
    """One organisation; the fields are explained at the top of referrals/directory.yml."""

    id: StrictStr
    name: Words
    what: Words
    topics: tuple[StrictStr, ...]
    regions: tuple[Region, ...]
    languages: tuple[StrictStr, ...]
    web_languages: tuple[StrictStr, ...] = ()
    languages_note: Words | None = None
    phone: StrictStr | None = None
    phones: tuple[Phone, ...] = ()
    website_only: StrictBool
    website: StrictStr | None = None
    email: StrictStr | None = None
    address: StrictStr | None = None
    hours: StrictStr | None = None
    cost_nl: StrictStr | None = None
    anonymous: Literal["anonymous", "confidential", "possible", "no"] | None = None
    linked_to_authorities: StrictStr | None = None
    after: tuple[StrictStr, ...] = ()
    source_year: StrictInt | None = None
    confidence: Literal["high", "medium", "low"]
    caution: Words | None = None
    verified: Verified | None = None
    sources: tuple[Source, ...]

    @root_validator(skip_on_failure=True)
    def _contact_follows_the_rule(cls, values: dict) -> dict:
        if values["website_only"] and (values["phone"] or values["phones"] or values["email"]):
            raise ValueError("website_only: no phone number or mail address may be shown")
        if values["phone"] and values["phones"]:
            raise ValueError("give either phone or phones")
        if not (values["phone"] or values["phones"] or values["website"] or values["email"]):
            raise ValueError("no way to reach it: phone, website or email")
        return values

    @property
    def numbers(self) -> tuple[Phone, ...]:
        """Every number to show, the one to try first in front."""
        return (Phone(number=self.phone),) if self.phone else self.phones

    @property
    def can_be_anonymous(self) -> bool:
        """A source says that one may talk without a name, at least at first. False: no source says so."""
        return self.anonymous in ("anonymous", "possible")

    @property
    def independent(self) -> bool:
        """No tie to an authority is known, which is not a promise."""
        return self.linked_to_authorities is None

    @property
    def evidence_year(self) -> int | None:
        """The year of the newest sign of life: a person's check, else the newest source."""
        return max(filter(None, (self.source_year, self.verified and self.verified.date.year)), default=None)

    def language_rank(self, language: str | None) -> int:
        """0: people there speak it (or none is asked for), 1: only the web page does, 2: no source says so."""
        if language is None or language in self.languages:
            return 0
        return 1 if language in self.web_languages else 2


class DirectoryFile(Content):
    """The shape of referrals/directory.yml."""

    topics: dict[StrictStr, Words]
    places: dict[Region, tuple[StrictStr, ...]]
    entries: tuple[Referral, ...]
