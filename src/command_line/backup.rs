//! `backup` and `restore` of the command line: what was done, and what was not found, in a few lines.

use std::path::Path;

use aftersales::clock::Clock;
use aftersales::config::Config;
use aftersales::server::backup::{restore, write};

/// Names that are shown of many.
const SHOWN: usize = 20;

/// Writes a back-up. The error is a sentence for the terminal; where evidence is missing, the back-up is there without it and the error says
/// so, for whatever deletes older ones afterwards.
pub fn backup(config: &Config, file: &Path) -> Result<(), String> {
    let written = write::write(config, file, Clock::System.now()).map_err(|failure| failure.to_string())?;
    println!("backup: {} rows, {} files, {} bytes in {}", written.rows, written.files, written.bytes, file.display());
    if !written.missing.is_empty() {
        let shown: Vec<&str> = written.missing.iter().take(SHOWN).map(String::as_str).collect();
        return Err(format!(
            "{} pieces of evidence are not in {}, and so not in the back-up: {}{}",
            written.missing.len(),
            config.files_dir.display(),
            shown.join(", "),
            if written.missing.len() > SHOWN { ", …" } else { "" }
        ));
    }
    Ok(())
}

/// Restores a back-up. The error is a sentence for the terminal.
pub fn restore(config: &Config, file: &Path) -> Result<(), String> {
    let restored = restore::restore(config, file, Clock::System).map_err(|failure| failure.to_string())?;
    restored.db.close().map_err(|error| error.to_string())?;
    println!("restored: {} rows, {} files, as they were at {}", restored.rows, restored.files, restored.made_at);
    if restored.logs_out {
        println!("SESSION_KEY is not the key of the back-up: everybody logs in again.");
    }
    Ok(())
}
