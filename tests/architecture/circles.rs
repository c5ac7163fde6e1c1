//! No circle of more than three files: whoever reads one file of a knot has to read them all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::source::{Module, Source, Sources};

/// Files of a circle at most.
const MOST: usize = 3;

/// The groups of files that lead to each other, each group and the files in it in their order.
fn circles(sources: &Sources) -> Vec<Vec<Module>> {
    let uses: BTreeMap<Module, BTreeSet<Module>> =
        sources.files().map(|file| (file.module.clone(), sources.used_by(file))).collect();
    let reached: BTreeMap<&Module, BTreeSet<&Module>> = uses.keys().map(|from| (from, reach(from, &uses))).collect();
    let mut found: BTreeSet<Vec<Module>> = BTreeSet::new();
    for (from, to) in &reached {
        let back: Vec<Module> =
            to.iter().filter(|there| reached[*there].contains(*from)).map(|there| (*there).clone()).collect();
        if back.len() > 1 {
            found.insert(back);
        }
    }
    found.into_iter().collect()
}

/// Every file to which a file leads.
fn reach<'a>(from: &'a Module, uses: &'a BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        next.extend(uses[file].iter().filter(|used| reached.insert(*used)));
    }
    reached
}

fn file(module: &str, text: &str) -> Source {
    let module = module.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    Source::parse(PathBuf::from("made up"), module, text)
}

#[test]
fn a_circle_is_seen_however_it_is_written() {
    let knot = |one: &str| {
        let rest = [("", "mod a; mod b;"), ("b", "pub fn back() { crate::a::one() }"), ("a", one)];
        circles(&Sources::of(rest.map(|(module, text)| file(module, text))))
    };
    for caught in [
        "use crate::b::back; pub fn one() { back() }",
        "pub fn one() { crate::b::back() }",
        "use crate::{b, a}; pub fn one() { b::back() }",
        "use crate::b; pub fn one() { println!(\"{}\", b::back()) }",
        "use super::b::*; pub fn one() { back() }",
        "use crate::b as other; pub fn one() { other::back() }",
    ] {
        assert_eq!(knot(caught), [[vec!["a".to_owned()], vec!["b".to_owned()]]], "{caught}");
    }
    for fine in [
        "pub fn one() {} // crate::b::back()",
        "pub fn one() -> &'static str { \"crate::b::back\" }",
        "pub fn one() {} #[cfg(test)] mod tests { use crate::b::back; }",
        "use crate::b; pub fn one() {}",
    ] {
        assert_eq!(knot(fine), Vec::<Vec<Module>>::new(), "{fine}");
    }
    let through = [
        ("", "mod a; mod c;"),
        ("a", "use crate::c::back; pub fn one() { back() }"),
        ("c", "pub mod b; pub use b::back;"),
        ("c/b", "pub fn back() { crate::a::one() }"),
    ];
    let found = circles(&Sources::of(through.map(|(module, text)| file(module, text))));
    assert_eq!(found.len(), 1, "a re-export hides nothing");
}

#[test]
fn no_circle_has_more_than_three_files() {
    let sources = Sources::read();
    let knots: Vec<String> = circles(&sources)
        .into_iter()
        .filter(|circle| circle.len() > MOST)
        .map(|circle| {
            let within = |file: &Module| {
                let used = sources.files().find(|source| source.module == *file).map(|source| sources.used_by(source));
                let used: Vec<String> = used
                    .unwrap_or_default()
                    .iter()
                    .filter(|used| circle.contains(used))
                    .map(|used| used.join("/"))
                    .collect();
                format!("  {} uses {}", file.join("/"), used.join(", "))
            };
            circle.iter().map(within).collect::<Vec<_>>().join("\n")
        })
        .collect();
    assert!(knots.is_empty(), "files that lead to each other:\n{}", knots.join("\n\n"));
}
