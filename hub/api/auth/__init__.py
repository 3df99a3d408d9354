"""Who asks, and what they may do."""

from hub.api.auth.secrets import hash_secret, verify_secret
from hub.api.auth.service import bootstrap_admin

__all__ = ["bootstrap_admin", "hash_secret", "verify_secret"]
