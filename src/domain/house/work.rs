//! The work of the house beside its pages: jobs, files, pictures.

use crate::domain::codes::codes;

codes! {
    /// What a job does after the commit that ordered it.
    JobKind {
        Refund = "refund",
        ImportOrders = "import_orders",
        Export = "export",
        Retention = "retention",
        Pictures = "pictures",
        ExpireExports = "expire_exports",
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
    /// Where a picture stands whose address came with an order.
    PictureState {
        Waiting = "WAITING",
        Here = "HERE",
        /// Not to be had, for a while.
        Failed = "FAILED",
        /// Put away because nobody wanted it; fetched again when somebody does.
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
    /// Where a file that a job writes from a list stands.
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
    /// Where the import of an uploaded file stands.
    ImportState {
        Waiting = "WAITING",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
    }
}
