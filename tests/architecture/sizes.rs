//! Nothing grows past what one reader takes in at a glance, and words that belong to one room stay in it.

use std::path::Path;

use crate::source::{Source, Sources, ending, is_test_file, root, src};

/// Entries of a folder at most.
const ENTRIES: usize = 20;
/// Lines of a source file at most.
const LINES: usize = 400;
/// Characters of a template's line at most.
const WIDTH: usize = 160;

/// A path as messages show it.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(folders(&path));
        }
    }
    found
}

#[test]
fn a_folder_has_at_most_twenty_entries() {
    let crowded: Vec<String> = [src(), root().join("templates")]
        .iter()
        .flat_map(|top| folders(top))
        .filter_map(|folder| {
            let entries = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
            let count = entries.filter(|path| !is_test_file(path) && !path.ends_with("schema.rs")).count();
            (count > ENTRIES).then(|| format!("{}: {count}", shown(&folder)))
        })
        .collect();
    assert!(crowded.is_empty(), "folders of more than {ENTRIES} entries:\n{}", crowded.join("\n"));
}

#[test]
fn a_file_has_at_most_four_hundred_lines() {
    let long: Vec<String> = Sources::read()
        .files()
        .filter_map(|file| {
            let text = std::fs::read_to_string(&file.path).expect("a source file");
            // Its unit tests stand below it.
            let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
            (lines > LINES).then(|| format!("{}: {lines}", shown(&file.path)))
        })
        .collect();
    assert!(long.is_empty(), "files of more than {LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn a_line_of_a_template_can_be_read() {
    let mut wide = Vec::new();
    for path in ending(&root().join("templates"), "html") {
        let text = std::fs::read_to_string(&path).expect("a template");
        let long = (1..).zip(text.lines()).filter(|(_, line)| line.chars().count() > WIDTH);
        wide.extend(long.map(|(number, _)| format!("{}:{number}", shown(&path))));
    }
    assert!(wide.is_empty(), "lines of more than {WIDTH} characters:\n{}", wide.join("\n"));
}

/// Where files stand that may do what the others may not.
fn strays(rooms: &[&str], does: impl Fn(&Source) -> bool) -> String {
    let sources = Sources::read();
    let outside = sources.files().filter(|file| !rooms.iter().any(|room| file.path.starts_with(src().join(room))));
    outside.filter(|file| does(file)).map(|file| shown(&file.path)).collect::<Vec<_>>().join("\n")
}

/// `RefundOnly`, but not `ALL` or `parse`.
fn is_variant(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
}

#[test]
fn the_store_alone_writes_json() {
    assert_eq!(strays(&["store"], |file| file.calls("json")), "", "entries and audit details have types");
}

/// Places that skip rows by counting them, in diesel or in SQL.
fn counts_rows_off(text: &str) -> usize {
    // A zone's offset takes nothing.
    text.matches(".offset(").count() - text.matches(".offset()").count()
        + text.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == "OFFSET").count()
}

#[test]
fn rows_are_counted_off_in_one_function() {
    assert_eq!(counts_rows_off("query.offset(50).limit(1)"), 1);
    assert_eq!(counts_rows_off("\"SELECT id FROM t LIMIT $1 OFFSET $2\""), 1);
    assert_eq!(counts_rows_off("let offset = local.offset().fix(); // TIMEZONE_OFFSETS"), 0);
    let sources = Sources::read();
    let places: Vec<String> = sources
        .files()
        .filter_map(|file| {
            let text = std::fs::read_to_string(&file.path).expect("a source file");
            let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let count = counts_rows_off(&code.join("\n"));
            (count > 0).then(|| format!("{} ({count})", shown(&file.path)))
        })
        .collect();
    assert_eq!(places, ["src/store/list/window.rs (1)"], "pages go on from a row, whatever their number");
}

#[test]
fn the_domain_alone_names_a_type_of_ticket() {
    let rooms = ["domain", "demo", "generate", "i18n", "store/bulk"];
    let names_one = |path: &[String]| path.windows(2).any(|pair| pair[0] == "TicketType" && is_variant(&pair[1]));
    assert_eq!(strays(&rooms, |file| file.has_path(names_one)), "", "ask the type's profile");
}
