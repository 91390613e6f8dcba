"""Tables, nothing else."""

from crm.models.activity import Activity, FollowUp
from crm.models.annotation import (
    Address,
    Attachment,
    CustomField,
    CustomValue,
    Tag,
    TagLink,
    Watch,
)
from crm.models.asking import Alert, AlertSeen, Dialogue, Learned
from crm.models.base import Base, Global, Machinery, Numbered, Tenant, tie_links
from crm.models.collection import (
    IntakeForm,
    Mailbox,
    MailMessage,
    PageEvent,
    Site,
    SocialMessage,
    Submission,
)
from crm.models.customer import Company, Consent, Contact, ContactPoint, Preference
from crm.models.importing import ExternalId, ImportRow, ImportRun, OpenLink
from crm.models.insight import ModelVersion, Prediction
from crm.models.journal import ChainHead, ChainLink, Change, Changeset
from crm.models.machinery import Counter, InboundEvent, Job
from crm.models.marketing import Campaign, CampaignMember
from crm.models.merging import DuplicateCandidate, DuplicateKey, DuplicateMark, Merge
from crm.models.offer import Contract, Quote, QuoteLine
from crm.models.outreach import (
    ButtonToken,
    ChannelPace,
    Delivery,
    Digest,
    ScheduleMark,
    Thread,
    ThreadLink,
)
from crm.models.quality import QualityFigure
from crm.models.sales import (
    Deal,
    DealMember,
    DealProduct,
    Lead,
    LeadConversion,
    Pipeline,
    Product,
    Purchase,
    PurchaseLine,
    Stage,
    StageChange,
)
from crm.models.search import SEARCH_STUB, SEARCH_WORD, SavedView
from crm.models.service import Ticket, TicketMessage, TicketProduct
from crm.models.surface import Feedback, HomeTab, LookMark, PostedCard, Room, Tour
from crm.models.uploading import Upload
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
    "Address",
    "Alert",
    "AlertSeen",
    "ApiToken",
    "Attachment",
    "Base",
    "ButtonToken",
    "Campaign",
    "CampaignMember",
    "ChainHead",
    "ChainLink",
    "Change",
    "Changeset",
    "Channel",
    "ChannelPace",
    "Company",
    "Consent",
    "Contact",
    "ContactPoint",
    "Contract",
    "Counter",
    "CustomField",
    "CustomValue",
    "Deal",
    "DealMember",
    "DealProduct",
    "Delivery",
    "Dialogue",
    "Digest",
    "DuplicateCandidate",
    "DuplicateKey",
    "DuplicateMark",
    "ExternalId",
    "Feedback",
    "FollowUp",
    "Global",
    "HomeTab",
    "ImportRow",
    "ImportRun",
    "InboundEvent",
    "Installation",
    "IntakeForm",
    "Job",
    "Lead",
    "LeadConversion",
    "Learned",
    "LookMark",
    "Machinery",
    "MailMessage",
    "Mailbox",
    "Merge",
    "ModelVersion",
    "Numbered",
    "OpenLink",
    "PageEvent",
    "Pipeline",
    "PostedCard",
    "Prediction",
    "Preference",
    "Product",
    "Purchase",
    "PurchaseLine",
    "QualityFigure",
    "Quote",
    "QuoteLine",
    "Role",
    "Room",
    "SavedView",
    "ScheduleMark",
    "Setting",
    "Site",
    "SocialMessage",
    "Stage",
    "StageChange",
    "Submission",
    "Tag",
    "TagLink",
    "Team",
    "Tenant",
    "Thread",
    "ThreadLink",
    "Ticket",
    "TicketMessage",
    "TicketProduct",
    "Tour",
    "Upload",
    "User",
    "Watch",
    "Workspace",
]
