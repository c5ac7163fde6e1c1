//! The key that signs and encrypts cookies: that of the settings, or on SQLite one of our own beside the database.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::store::{Engine, Turn};
use crate::web::framework::identity::token::random_token;

/// The key of the settings; on SQLite one made once and kept beside the database, readable by its owner alone.
pub fn of(config: &Config, engine: Engine) -> Result<Vec<u8>, String> {
    if let Some(key) = &config.session_key {
        return Ok(key.clone());
    }
    if engine == Engine::Postgres {
        return Err("SESSION_KEY is required on Postgres, so that several servers share log-ins".to_owned());
    }
    // Servers that start together use one key: the first makes it, under a name of its own until all of it is written.
    let _turn = Turn::take(&config.database_url).map_err(|error| error.to_string())?;
    let path = beside(&config.database_url);
    let bad = |error: io::Error| format!("{}: {error}", path.display());
    match std::fs::read(&path) {
        Ok(key) if key.len() >= 64 => Ok(key),
        Ok(_) => Err(format!("{} is damaged: delete it and everybody logs in anew", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = random_token().into_bytes();
            keep(&path, &key).map_err(bad)?;
            Ok(key)
        }
        Err(error) => Err(bad(error)),
    }
}

/// Where our own key lies, or would; `None` where the settings have one, and on Postgres.
pub fn own_file(config: &Config) -> Option<PathBuf> {
    let is_own = config.session_key.is_none() && config.database_url.starts_with("sqlite://");
    is_own.then(|| beside(&config.database_url))
}

/// Writes a key, readable by its owner alone.
pub fn keep(path: &Path, key: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("session-key.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(key).and_then(|()| file.sync_all())?;
    std::fs::rename(&unfinished, path)
}

fn beside(database_url: &str) -> PathBuf {
    PathBuf::from(format!("{}.session-key", database_url.trim_start_matches("sqlite://")))
}
