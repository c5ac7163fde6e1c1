//! Records that are kept for a while only, and how long. Orders, tickets, money, stock, events and the audit log are not on this list: they
//! stay.

use crate::domain::codes::codes;

codes! {
    /// Records that the nightly job removes when they are older than their horizon.
    Kept {
        /// Tokens of sent forms; a second click comes within minutes.
        FormTokens = "form_tokens",
        /// Sessions since they ended or, where nobody ended them, since they began.
        Sessions = "sessions",
        /// Failed log-ins since their lock ended.
        LoginFailures = "login_failures",
        /// Jobs since they ended well. Those that were given up stay.
        Jobs = "jobs",
        /// Uploaded order files with their refused lines, since they were imported or given up.
        Imports = "imports",
        /// Records of files that were written from lists; the files themselves go after a day.
        Exports = "exports",
        /// Pictures of goods since a page or an import last wanted them. They are fetched again when wanted.
        Pictures = "pictures",
        /// Sizes of uploads, which the quota of a day counts.
        Uploads = "uploads",
        /// Files of forms of new tickets that were never sent to their end.
        KeptFiles = "kept_files",
        /// Notes of who had a ticket open.
        Viewers = "viewers",
        /// Notices of staff, read or not.
        Notices = "notices",
        /// Stored files that no row names (any more).
        Orphans = "orphans",
    }
}

impl Kept {
    /// Days unless a setting says otherwise.
    pub fn usual_days(self) -> i64 {
        match self {
            Self::Viewers | Self::LoginFailures | Self::Orphans | Self::KeptFiles => 1,
            Self::FormTokens | Self::Uploads => 2,
            Self::Sessions | Self::Jobs | Self::Imports | Self::Exports => 30,
            Self::Notices => 90,
            Self::Pictures => 180,
        }
    }

    /// The setting's name: `KEEP_FORM_TOKENS_DAYS`.
    pub fn setting(self) -> String {
        format!("KEEP_{}_DAYS", self.code().to_ascii_uppercase())
    }
}

/// Days that a setting may give, both ends included: less than one would remove rows that are in use.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=3_650;

/// How long each kind is kept, in days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Horizons(Vec<(Kept, i64)>);

impl Horizons {
    /// The usual ones, except where `days` says otherwise.
    pub fn new(days: impl Fn(Kept) -> Option<i64>) -> Self {
        Self(Kept::ALL.iter().map(|kept| (*kept, days(*kept).unwrap_or(kept.usual_days()))).collect())
    }

    /// Days a kind is kept.
    pub fn days(&self, kept: Kept) -> i64 {
        self.0.iter().find(|(of, _)| *of == kept).map_or(kept.usual_days(), |(_, days)| *days)
    }
}

impl Default for Horizons {
    fn default() -> Self {
        Self::new(|_| None)
    }
}

/// The uploads allowed to one person within 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub files: i64,
    pub bytes: i64,
}

impl Default for Quota {
    fn default() -> Self {
        Self { files: 1_000, bytes: 2_048 * 1_048_576 }
    }
}
