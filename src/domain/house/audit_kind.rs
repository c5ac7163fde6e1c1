//! The kinds of entries of the audit log, and groups of kinds.

use crate::domain::codes::codes;

codes! {
    /// The action that an entry of the audit log records. Codes never change, since entries stay for ever; those of one group begin alike.
    AuditKind {
        LoggedIn = "login",
        LoginFailed = "login.failed",
        /// A name is locked for an address, or for a browser.
        LoginLocked = "login.locked",
        /// A name, or an address, gets one try at a time.
        LoginsSlowed = "login.slowed",
        LoggedOut = "logout",
        /// Somebody's own password.
        PasswordChanged = "password.changed",
        PasswordFailed = "password.failed",
        /// By an administrator.
        PasswordSet = "password.set",
        SessionsEnded = "sessions.ended",
        StaffAdded = "staff.added",
        StaffChanged = "staff.changed",
        StaffDisabled = "staff.disabled",
        StaffEnabled = "staff.enabled",
        /// Until when somebody is away.
        StaffAway = "staff.away",
        /// Failed log-ins of a name were forgotten, and with them its locks.
        StaffUnlocked = "staff.unlocked",
        MerchantAdded = "settings.merchant_added",
        SettingsChanged = "settings.changed",
        /// A shop, a warehouse or an address, before each had a kind of its own.
        SettingAdded = "settings.added",
        ShopAdded = "settings.shop_added",
        WarehouseAdded = "settings.warehouse_added",
        StationAdded = "settings.station_added",
        CalendarAdded = "settings.calendar_added",
        CalendarChanged = "settings.calendar_changed",
        CalendarDays = "settings.calendar_days",
        CalendarUses = "settings.calendar_uses",
        TermsChanged = "settings.terms",
        PeriodDeclared = "settings.period_declared",
        PeriodRevoked = "settings.period_revoked",
        FastLaneChanged = "settings.fast_lane",
        PolicyAdded = "settings.policy_added",
        PolicyChanged = "settings.policy_changed",
        ProductChanged = "settings.product_changed",
        ProductsImported = "settings.products_imported",
        AssignmentQueueAdded = "settings.queue_added",
        AssignmentQueueChanged = "settings.queue_changed",
        AssignmentRuleAdded = "settings.rule_added",
        AssignmentRuleChanged = "settings.rule_changed",
        AssignmentRuleDeleted = "settings.rule_deleted",
        MoneySettingsChanged = "settings.money_changed",
        MoneySettingsProposed = "settings.money_proposed",
        MoneySettingsConfirmed = "settings.money_confirmed",
        MoneySettingsDeclined = "settings.money_declined",
        MoneySettingsWithdrawn = "settings.money_withdrawn",
        ReasonAdded = "reason.added",
        ReasonChanged = "reason.changed",
        ReasonWithdrawn = "reason.withdrawn",
        ReasonRestored = "reason.restored",
        ReasonDeleted = "reason.deleted",
        /// A ticket was approved at its computed amount.
        AmountApproved = "amount.approved",
        /// A ticket was approved at another amount than the computed one.
        AmountLowered = "amount.changed.review",
        /// The inspection took something off an approved amount.
        AmountDeducted = "amount.changed.inspection",
        /// Finance sent an approved amount back to its review.
        AmountBounced = "amount.bounced",
        /// A reviewer took a decision back, and with it its amount.
        AmountWithdrawn = "amount.withdrawn",
        OfflinePaymentRecorded = "refund.offline_recorded",
        OfflinePaymentConfirmed = "refund.offline_confirmed",
        SettlementRecorded = "refund.settlement_recorded",
        SettlementConfirmed = "refund.settlement_confirmed",
        QueryRecorded = "query.recorded",
        QueryOrderNamed = "query.order_named",
        QueryAnswered = "query.answered",
        QueryClosed = "query.closed",
        QueryReopened = "query.reopened",
        QueryTicketOpened = "query.ticket_opened",
        /// Its money or shipping, by a later file.
        OrderChanged = "order.changed",
        OrdersImported = "orders.imported",
        MappingKept = "mapping.kept",
        MappingDeleted = "mapping.deleted",
        StockImported = "stock.imported",
        StockAdjusted = "stock.adjusted",
        ParcelVoided = "parcel.voided",
        ParcelMoved = "parcel.moved",
        /// Somebody looked at a name, phone or address in clear, for a purpose.
        PersonalDataViewed = "unmask",
        /// A list left the house as a file.
        Exported = "export",
        /// The evidence of a ticket, as a file.
        EvidencePackTaken = "export.evidence_pack",
        /// A file of a list, because its maker lost the right to it.
        ExportWithdrawn = "export.withdrawn",
        BuyerFlagged = "buyer.flagged",
        /// By a rule.
        BuyerFlagProposed = "buyer.flag_proposed",
        BuyerFlagDismissed = "buyer.flag_dismissed",
        BuyerCleared = "buyer.cleared",
        /// An administrator let a job run at once.
        JobRun = "job.run",
        /// By the nightly job.
        CleanedUp = "retention",
    }
}

codes! {
    /// Kinds whose codes begin alike; the code of a group is that beginning.
    AuditGroup {
        Logins = "log",
        Passwords = "password.",
        Sessions = "sessions.",
        Staff = "staff.",
        Settings = "settings.",
        /// A part of `Settings`.
        MoneySettings = "settings.money_",
        Reasons = "reason.",
        /// Who approved, changed or bounced which amount.
        Amounts = "amount.",
        /// A part of `Amounts`.
        ChangedAmounts = "amount.changed.",
        Refunds = "refund.",
        /// Contacts that are no return.
        Queries = "query.",
        Orders = "order",
        /// Marks of buyers as a risk.
        Buyers = "buyer.",
        Exports = "export",
        PersonalData = "unmask",
    }
}
