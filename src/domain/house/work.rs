//! The work of the house beside its pages: jobs, files, pictures.

use crate::domain::codes::codes;

codes! {
    /// A kind of work that a job does after a commit.
    JobKind {
        Refund = "refund",
        ImportOrders = "import_orders",
        Export = "export",
        Retention = "retention",
        Pictures = "pictures",
        ExpireExports = "expire_exports",
        Terms = "terms",
        CountTermsAgain = "count_terms_again",
        ArchiveEnded = "archive_ended",
        /// Tickets of a person who is not there go back to the pool.
        ReturnTickets = "return_tickets",
        /// Assignment rules are tried on past tickets.
        TryRules = "try_rules",
    }
}

codes! {
    /// Where a job stands.
    JobState {
        /// Waits to be run, or runs under a lease.
        Waiting = "WAITING",
        /// Ended well.
        Done = "DONE",
        /// Given up after its last try; an administrator can run it again.
        Failed = "FAILED",
    }
}

codes! {
    /// The state of a picture whose address came with an order.
    PictureState {
        Waiting = "WAITING",
        Here = "HERE",
        /// It could not be fetched; tried again later.
        Failed = "FAILED",
        /// Deleted because no page used it; fetched again when one does.
        Gone = "GONE",
    }
}

codes! {
    /// The format of a file that a list leaves the house as.
    FileFormat {
        Csv = "csv",
        Xlsx = "xlsx",
    }
}

codes! {
    /// The state of a file that a job writes from a list.
    ExportState {
        Waiting = "WAITING",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
        /// Its file was deleted after a day.
        Expired = "EXPIRED",
    }
}

codes! {
    /// The state of the import of an uploaded file.
    ImportState {
        Waiting = "WAITING",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
    }
}
