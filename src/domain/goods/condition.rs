//! The condition of goods that came back, and what follows from it.

use crate::domain::codes::codes;

codes! {
    /// The condition of goods that came back, which decides their stock bucket.
    Grade {
        LikeNew = "A",
        Opened = "B",
        Defective = "C",
        Scrap = "D",
        WrongItem = "X",
        Missing = "M",
    }
}

impl Grade {
    /// The bucket good units of this grade go to; none for what is not our goods or is not there.
    pub fn bucket(self) -> Option<Bucket> {
        match self {
            Self::LikeNew => Some(Bucket::Sellable),
            Self::Opened => Some(Bucket::Returned),
            Self::Defective => Some(Bucket::Defective),
            Self::Scrap => Some(Bucket::Scrap),
            Self::WrongItem | Self::Missing => None,
        }
    }
}

codes! {
    /// A compartment of a warehouse's stock.
    Bucket {
        Sellable = "SELLABLE",
        Returned = "RETURNED",
        Defective = "DEFECTIVE",
        Scrap = "SCRAP",
    }
}

codes! {
    /// The verdict of an inspection.
    Verdict {
        Pass = "PASS",
        Deviates = "DEVIATES",
    }
}

codes! {
    /// The exits of an inspection exception.
    ExceptionOutcome {
        Accept = "ACCEPT",
        Deduct = "DEDUCT",
        Partial = "PARTIAL",
        SendBack = "SEND_BACK",
    }
}

codes! {
    /// A technician's or clerk's finding about a fault.
    QualityFault {
        Unclear = "UNCLEAR",
        Yes = "YES",
        No = "NO",
    }
}
