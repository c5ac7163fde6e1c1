//! The walls between the modules, read from the source: who may use whom, and what stays in its place.

mod circles;
mod sizes;
mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use source::{Sources, ending, is_test_file, root, src};

/// A module, the siblings it may use, and the crates it must not name.
const WALLS: &[(&str, &[&str], &[&str])] = &[
    ("domain", &[], &["diesel", "actix_web", "askama", "std::env", "std::fs", "tokio"]),
    ("store", &["domain", "clock"], &["actix_web", "askama"]),
    ("commands", &["domain", "store"], &["diesel", "actix_web", "askama", "crate::i18n", "crate::gateways"]),
    ("gateways", &["domain"], &["diesel", "actix_web", "askama"]),
    ("files", &["domain"], &["diesel", "actix_web", "askama"]),
    ("spreadsheet", &["domain", "store", "i18n"], &["diesel", "actix_web", "askama"]),
    ("exports", &["domain", "store", "i18n", "viewer", "spreadsheet"], &["diesel", "actix_web", "askama"]),
    ("i18n", &["domain"], &["diesel", "actix_web", "askama"]),
    (
        "jobs",
        &["commands", "store", "gateways", "domain", "spreadsheet", "files", "i18n", "clock", "exports", "viewer"],
        &["actix_web", "askama", "diesel"],
    ),
    (
        "web",
        &[
            "commands",
            "store",
            "domain",
            "i18n",
            "spreadsheet",
            "files",
            "jobs",
            "config",
            "clock",
            "exports",
            "viewer",
        ],
        &["diesel"],
    ),
    // Made-up rows are written by the store, past the commands; rules and dates of the product are read, never changed.
    ("generate", &["commands", "store", "domain", "clock", "i18n"], &["diesel", "actix_web", "askama"]),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    ending(folder, "rs")
}

/// Files with their texts.
fn files(folder: &Path, end: &str) -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| std::fs::read_to_string(&path).map(|text| (path, text)).expect("a readable file");
    ending(folder, end).into_iter().map(read).collect()
}

/// The lines of a file that are code, up to its unit tests.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).expect("a source file");
    (1..)
        .zip(text.lines())
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number, line.to_owned()))
        .collect()
}

#[test]
fn modules_use_only_those_below_them() {
    let is_module = |name: &str| {
        WALLS.iter().any(|(module, ..)| *module == name) || ["config", "clock", "viewer", "server"].contains(&name)
    };
    let mut broken = Vec::new();
    for file in Sources::read().files() {
        let Some((module, may_use, _)) =
            WALLS.iter().find(|(module, ..)| file.module.first().is_some_and(|first| first == module))
        else {
            continue;
        };
        let beyond = file.named().into_iter().filter_map(|path| path.into_iter().next());
        let beyond: BTreeSet<String> =
            beyond.filter(|used| is_module(used) && used != module && !may_use.contains(&used.as_str())).collect();
        broken.extend(beyond.into_iter().map(|used| format!("{} uses {used}", file.path.display())));
    }
    assert!(broken.is_empty(), "a wall is broken:\n{}", broken.join("\n"));
}

#[test]
fn the_engine_of_the_store_knows_no_noun() {
    let sources = Sources::read();
    let is_noun = |used: &[String]| used.len() > 1 && used[0] == "store" && used[1] != "engine" && used[1] != "schema";
    let engine = sources.files().filter(|file| file.module.starts_with(&["store".to_owned(), "engine".to_owned()]));
    let broken: Vec<String> = engine
        .flat_map(|file| sources.used_by(file).into_iter().filter(|used| is_noun(used)).map(|used| used.join("/")))
        .collect();
    assert!(broken.is_empty(), "the engine uses {}", broken.join(", "));
}

#[test]
fn modules_name_no_crate_that_is_not_theirs() {
    let mut broken = Vec::new();
    for (module, _, never) in WALLS {
        for path in sources(&src().join(module)).iter().filter(|path| !is_test_file(path)) {
            for (number, line) in code(path) {
                if never.iter().any(|name| names(&line, name)) {
                    broken.push(format!("{}:{number}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "a crate is out of its place:\n{}", broken.join("\n"));
}

/// Whether a line names a crate or path, and not only a word that contains it.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"') && matches!(after, Some(':' | ';'))
    })
}

#[test]
fn only_the_clock_asks_for_the_time() {
    let broken: Vec<String> = sources(&src())
        .iter()
        .filter(|path| !path.ends_with("clock.rs"))
        .flat_map(|path| code(path).into_iter().map(|(number, line)| (path.clone(), number, line)))
        .filter(|(_, _, line)| ["Utc::now", "Local::now", "SystemTime::now"].iter().any(|call| line.contains(call)))
        .map(|(path, number, line)| format!("{}:{number}: {}", path.display(), line.trim()))
        .collect();
    assert!(broken.is_empty(), "time comes from the clock:\n{}", broken.join("\n"));
}

/// What a file calls from the store: the names that its `use crate::store…` lines bring in.
fn store_names(text: &str) -> Vec<String> {
    let imports = text.split("use crate::store::").skip(1).filter_map(|rest| rest.split(';').next());
    let words = imports.flat_map(|import| import.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    words.filter(|word| word.starts_with(char::is_lowercase) && *word != "self").map(str::to_owned).collect()
}

/// Calls that hand a transaction to the store, past the commands: `audit::put(tx, …)`.
fn writes_past_the_commands(text: &str) -> Vec<String> {
    let names = store_names(text);
    text.match_indices("(tx")
        .filter(|(at, call)| !text[at + call.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter_map(|(at, _)| {
            let path = text[..at].rsplit(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next()?;
            let module = path.rsplit("::").nth(1)?;
            (path.contains("store::") || names.iter().any(|name| name == module)).then(|| path.to_owned())
        })
        .collect()
}

#[test]
fn pages_and_handlers_write_only_through_commands() {
    let caught = "use crate::store::{DbError, audit};\napp.db.write(move |tx| {\n    audit::put(tx, &row)\n})";
    assert_eq!(writes_past_the_commands(caught), ["audit::put"]);
    let fine = "use crate::commands::audit;\napp.db.write(move |tx| audit::put(tx, &row))";
    assert!(writes_past_the_commands(fine).is_empty());
    let broken: Vec<String> = sources(&src().join("web"))
        .iter()
        .flat_map(|path| {
            let lines: Vec<String> = code(path).into_iter().map(|(_, line)| line).collect();
            let calls = writes_past_the_commands(&lines.join("\n"));
            calls.into_iter().map(|call| format!("{}: {call}", path.display())).collect::<Vec<_>>()
        })
        .collect();
    assert!(broken.is_empty(), "a page writes past the commands:\n{}", broken.join("\n"));
}

/// Where Chinese text may stand beside `i18n`, and why.
const CHINESE: &[(&str, &str)] = &[
    ("i18n", "the words themselves"),
    ("demo", "the sample business"),
    ("generate", "a made-up business"),
    ("store/bulk", "a made-up business, as the store writes it"),
    ("spreadsheet", "headings and words of files, and what is wrong with a file"),
    ("domain/people/contact.rs", "the ends of a district's name in an address"),
];

/// Whether a text has a Chinese word; marks between words are none.
fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9FFF}').contains(&c))
}

#[test]
fn chinese_words_stand_in_i18n() {
    assert!(has_chinese("<b>退款</b>") && !has_chinese("lang.pick(\"、\", \", \")"));
    let allowed = |path: &Path| CHINESE.iter().any(|(place, _)| path.starts_with(src().join(place)));
    let mut broken: Vec<String> = sources(&src())
        .iter()
        .filter(|path| !allowed(path) && !is_test_file(path))
        .flat_map(|path| code(path).into_iter().map(|(number, line)| (path.clone(), number, line)))
        .filter(|(_, _, line)| has_chinese(line))
        .map(|(path, number, line)| format!("{}:{number}: {}", path.display(), line.trim()))
        .collect();
    let pages = files(&root().join("templates"), "html");
    broken.extend(pages.iter().filter(|(_, text)| has_chinese(text)).map(|(path, _)| path.display().to_string()));
    assert!(broken.is_empty(), "words belong to i18n:\n{}", broken.join("\n"));
}

/// The keys of a file's `texts!`.
fn keys(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("        ")?.split_once(": \""));
    lines.map(|(key, _)| key.to_owned()).filter(|key| key.chars().all(|c| c.is_alphanumeric() || c == '_')).collect()
}

#[test]
fn every_text_is_used() {
    let texts = files(&src().join("i18n"), "rs");
    let users: Vec<String> =
        files(&src(), "rs").into_iter().chain(files(&root().join("templates"), "html")).map(|(_, text)| text).collect();
    let used: BTreeSet<&str> = users
        .iter()
        .flat_map(|text| text.split('.').skip(1))
        .map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default())
        .collect();
    let all: Vec<(String, String)> = texts
        .iter()
        .flat_map(|(path, text)| keys(text).into_iter().map(|key| (path.display().to_string(), key)))
        .collect();
    assert!(all.len() > 900, "the texts are found: {}", all.len());
    let unused: Vec<String> = all
        .iter()
        .filter(|(_, key)| !used.contains(key.as_str()))
        .map(|(path, key)| format!("{path}: {key}"))
        .collect();
    assert!(unused.is_empty(), "texts that nothing shows:\n{}", unused.join("\n"));
}

#[test]
fn migrations_have_no_triggers_and_no_lists_searched_for_every_row() {
    let migrations = files(&root().join("migrations"), "sql");
    assert!(migrations.len() > 20, "the migrations are found");
    for (path, text) in migrations {
        assert!(!text.to_lowercase().contains("trigger"), "{}: rules stand in the program", path.display());
        // Postgres reads the list again for every row where it does not fit its memory.
        assert!(!text.contains("NOT IN (SELECT"), "{}: NOT EXISTS says the same", path.display());
    }
}

#[test]
fn floats_and_unwraps_are_refused_by_the_lints() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    for lint in ["float_arithmetic = \"deny\"", "unwrap_used = \"deny\"", "unsafe_code = \"forbid\""] {
        assert!(manifest.contains(lint), "{lint}");
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> = sources(&src())
        .iter()
        .filter(|path| !std::fs::read_to_string(path).expect("a source file").starts_with("//!"))
        .filter(|path| !path.ends_with("schema.rs"))
        .map(|path| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "files without a word of what they are for:\n{}", silent.join("\n"));
}

/// Tables to which rows are only ever added.
const APPEND_ONLY: [&str; 2] = ["events", "audit_log"];

/// The places of a text that change or delete rows of a table that rows are only added to, in diesel or in SQL.
fn changes_of_history(text: &str) -> Vec<String> {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = flat.to_lowercase();
    let mut found = Vec::new();
    for table in APPEND_ONLY {
        for sql in ["update", "delete from", "truncate", "truncate table", "drop table", "alter table"] {
            let statement = format!("{sql} {table}");
            found.extend(lower.match_indices(&statement).filter_map(|(at, _)| {
                let after = lower[at + statement.len()..].chars().next();
                (!after.is_some_and(|c| c.is_alphanumeric() || c == '_')).then_some(statement.clone())
            }));
        }
        for call in ["update(", "delete(", "on_conflict("] {
            for (at, _) in flat.match_indices(call) {
                // The table stands at the beginning of what is changed, whatever leads to it.
                let target: String =
                    flat[at + call.len()..].chars().take_while(|c| !matches!(c, '.' | ')' | ',')).collect();
                let path: Vec<&str> = target.split("::").map(str::trim).collect();
                if path.iter().any(|part| part.trim_start_matches(['&', '(']) == table) {
                    found.push(format!("{call}{target}"));
                }
            }
        }
    }
    found
}

#[test]
fn what_happened_is_never_changed() {
    for caught in [
        "diesel::update(events::table.find(1)).set(events::note.eq(\"\"))",
        "diesel::delete(\n    audit_log::table,\n)",
        "update(super::schema::events::table)",
        "diesel::sql_query(\"UPDATE  audit_log SET detail = ''\")",
        "\"DELETE FROM events WHERE id < $1\"",
        "\"truncate table audit_log\"",
        "delete(schema::audit_log::table.filter(audit_log::id.lt(9)))",
    ] {
        assert!(!changes_of_history(caught).is_empty(), "{caught} passes");
    }
    for fine in [
        "insert_into(events::table).values(row)",
        "update(jobs::table)",
        "DELETE FROM events_read",
        "SELECT * FROM events",
    ] {
        assert!(changes_of_history(fine).is_empty(), "{fine} is caught");
    }
    let broken: Vec<String> = sources(&src())
        .iter()
        .flat_map(|path| {
            let text: Vec<String> = code(path).into_iter().map(|(_, line)| line).collect();
            changes_of_history(&text.join("\n")).into_iter().map(move |what| format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(broken.is_empty(), "events and the audit log are only added to:\n{}", broken.join("\n"));
    let retention = std::fs::read_to_string(src().join("store/jobs/retention.rs")).expect("the rules");
    let rules = retention.split("pub const RULES").nth(1).and_then(|rest| rest.split("];").next()).expect("the rules");
    assert!(rules.contains("form_tokens::created_at"), "the rules are read");
    for table in APPEND_ONLY {
        assert!(!rules.contains(&format!("{table}::")) && !rules.contains(&format!(" {table} by")), "{table} is kept");
    }
}
