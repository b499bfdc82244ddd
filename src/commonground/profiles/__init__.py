"""What is particular to one organization: a folder of data files per organization, read as one checked value.

In: the code of a packaged profile ("itu") or a folder. Out: `commonground.domain.profile.Profile`, or one
`InvalidProfile` that names every fault. The format is documented in docs/profile-format.md.
May import `commonground.domain`, `commonground.errors` and pydantic.
"""

from commonground.profiles.reading import list_profiles, load_profile

__all__ = ["list_profiles", "load_profile"]
