"""Backups that prove themselves: the copy, its manifest, and a restore that refuses a mismatch."""

from crm.backup.manifest import BackupRefused, Manifest, check
from crm.backup.restore import restore, verify
from crm.backup.take import take

__all__ = ["BackupRefused", "Manifest", "check", "restore", "take", "verify"]
