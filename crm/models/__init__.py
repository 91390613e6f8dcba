"""Tables, nothing else."""

from crm.models.activity import Activity, FollowUp
from crm.models.base import Base, Global, Machinery, Numbered, Tenant, tie_links
from crm.models.collection import IntakeForm, Mailbox, MailMessage, Submission
from crm.models.customer import Company, Contact, ContactPoint
from crm.models.insight import ModelVersion, Prediction
from crm.models.journal import ChainHead, ChainLink, Change, Changeset
from crm.models.machinery import Counter, InboundEvent, Job
from crm.models.merging import DuplicateCandidate, DuplicateKey, DuplicateMark, Merge
from crm.models.outreach import (
    ButtonToken,
    ChannelPace,
    Delivery,
    Digest,
    ScheduleMark,
    Thread,
    ThreadLink,
)
from crm.models.sales import (
    Deal,
    Lead,
    Pipeline,
    Product,
    Purchase,
    PurchaseLine,
    Stage,
    StageChange,
)
from crm.models.search import SEARCH_STUB, SEARCH_WORD, SavedView
from crm.models.service import Ticket, TicketMessage
from crm.models.workspace import (
    ApiToken,
    Channel,
    Installation,
    Role,
    Setting,
    Team,
    User,
    Workspace,
)

tie_links(Base.metadata)

__all__ = [
    "SEARCH_STUB",
    "SEARCH_WORD",
    "Activity",
    "ApiToken",
    "Base",
    "ButtonToken",
    "ChainHead",
    "ChainLink",
    "Change",
    "Changeset",
    "Channel",
    "ChannelPace",
    "Company",
    "Contact",
    "ContactPoint",
    "Counter",
    "Deal",
    "Delivery",
    "Digest",
    "DuplicateCandidate",
    "DuplicateKey",
    "DuplicateMark",
    "FollowUp",
    "Global",
    "InboundEvent",
    "Installation",
    "IntakeForm",
    "Job",
    "Lead",
    "Machinery",
    "MailMessage",
    "Mailbox",
    "Merge",
    "ModelVersion",
    "Numbered",
    "Pipeline",
    "Prediction",
    "Product",
    "Purchase",
    "PurchaseLine",
    "Role",
    "SavedView",
    "ScheduleMark",
    "Setting",
    "Stage",
    "StageChange",
    "Submission",
    "Team",
    "Tenant",
    "Thread",
    "ThreadLink",
    "Ticket",
    "TicketMessage",
    "User",
    "Workspace",
]
