//! The sources as the gates read them: files with their items, their imports and the paths in their code, without unit tests. Read as
//! tokens, so that comments, texts and line breaks decide nothing, and a path inside a macro is seen like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The names from the crate's root to a module.
pub type Module = Vec<String>;

/// A name that a `use` brings in.
#[derive(Debug)]
struct Import {
    path: Vec<String>,
    /// `None` for a glob.
    alias: Option<String>,
}

/// A source file.
#[derive(Debug)]
pub struct Source {
    pub path: PathBuf,
    pub module: Module,
    items: BTreeSet<String>,
    children: BTreeSet<String>,
    imports: Vec<Import>,
    paths: BTreeSet<Vec<String>>,
    /// Macros that are called, by their last name.
    macros: BTreeSet<String>,
}

/// Every file of the crate but its tests, by module.
pub struct Sources(BTreeMap<Module, Source>);

/// The folder of the crate's sources.
pub fn src() -> PathBuf {
    root().join("src")
}

/// The folder of the crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder and of the folders in it that end so, in their order.
pub fn ending(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(ending(&path, end));
        } else if path.extension().is_some_and(|extension| extension == end) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether a file holds unit tests alone.
pub fn is_test_file(path: &Path) -> bool {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("tests_") || name == "tests" || name.starts_with("test_")
}

impl Sources {
    /// Reads the crate.
    pub fn read() -> Self {
        let files = ending(&src(), "rs").into_iter().filter(|path| !is_test_file(path) && !path.ends_with("schema.rs"));
        Self::of(files.map(|path| {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let inside = path.strip_prefix(src()).expect("a file of the source").with_extension("");
            let mut module: Module = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if module.last().is_some_and(|name| name == "mod" || name == "lib") {
                module.pop();
            }
            Source::parse(path, module, &text)
        }))
    }

    /// Files that were read before.
    pub fn of(files: impl IntoIterator<Item = Source>) -> Self {
        Self(files.into_iter().map(|file| (file.module.clone(), file)).collect())
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.0.values()
    }

    /// The file in which an item stands that a path from the root names, whatever re-exports lead to it; `None` for a module, and for
    /// what is not ours.
    fn home(&self, path: &[String], depth: usize) -> Option<&Module> {
        let mut at = 0;
        while at < path.len() && self.0.contains_key(&path[..=at]) {
            at += 1;
        }
        let file = self.0.get(&path[..at])?;
        let item = path.get(at)?;
        if file.items.contains(item) || depth > 8 {
            return Some(&file.module);
        }
        let through = |import: &Import| {
            let mut target = file.absolute(&import.path)?;
            match &import.alias {
                Some(alias) if alias == item => target.extend_from_slice(&path[at + 1..]),
                Some(_) => return None,
                None => target.extend_from_slice(&path[at..]),
            }
            self.home(&target, depth + 1)
        };
        file.imports.iter().find_map(through)
    }

    /// The files whose items a file uses or names.
    pub fn used_by(&self, file: &Source) -> BTreeSet<Module> {
        let named = file.named().into_iter();
        let mut used: BTreeSet<Module> = named.filter_map(|path| self.home(&path, 0)).cloned().collect();
        used.remove(&file.module);
        used
    }
}

impl Source {
    /// Reads the text of a file.
    pub fn parse(path: PathBuf, module: Module, text: &str) -> Self {
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut source = Self {
            path,
            module,
            items: BTreeSet::new(),
            children: BTreeSet::new(),
            imports: Vec::new(),
            paths: BTreeSet::new(),
            macros: BTreeSet::new(),
        };
        source.walk(tokens, 0);
        source
    }

    fn walk(&mut self, tokens: TokenStream, depth: usize) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let word = |at: usize| match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
            _ => None,
        };
        let mark = |at: usize, c: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == c);
        let block = |at: usize| matches!(tokens.get(at), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
        let mut at = 0;
        while at < tokens.len() {
            let Some(name) = word(at) else {
                // Names of a glob's items are seen too: a path may be one word.
                if let TokenTree::Group(group) = &tokens[at] {
                    self.walk(group.stream(), depth + 1);
                }
                at += 1;
                continue;
            };
            let next = word(at + 1);
            match (name.as_str(), next) {
                ("use", _) if !mark(at.wrapping_sub(1), '\'') => {
                    let end = (at..tokens.len()).find(|end| mark(*end, ';')).unwrap_or(tokens.len());
                    imports(&tokens[at + 1..end], &mut Vec::new(), &mut self.imports);
                    at = end;
                    continue;
                }
                ("mod", Some(child)) if mark(at + 2, ';') => {
                    self.children.insert(child);
                    at += 3;
                    continue;
                }
                // An inline module holds tests.
                ("mod", Some(_)) if block(at + 2) => {
                    at += 3;
                    continue;
                }
                ("fn" | "struct" | "enum" | "trait" | "type" | "const" | "static", Some(item)) if depth == 0 => {
                    self.items.insert(item);
                }
                ("macro_rules", _) if depth == 0 => {
                    self.items.extend(word(at + 2));
                }
                // What a macro makes from a name and a block: a closed list, the texts of a page.
                (_, None) if depth == 1 && block(at + 1) => {
                    self.items.insert(name.clone());
                }
                _ => {}
            }
            let mut path = vec![name];
            while mark(at + 1, ':') && mark(at + 2, ':') {
                let Some(part) = word(at + 3) else { break };
                path.push(part);
                at += 3;
            }
            if mark(at + 1, '!') {
                self.macros.extend(path.last().cloned());
            }
            self.paths.insert(path);
            at += 1;
        }
    }

    /// A path from the crate's root; `None` for what is not ours.
    fn absolute(&self, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        let mut target = match first.as_str() {
            "crate" | "aftersales" => Module::new(),
            "self" => self.module.clone(),
            "super" => {
                let above = path.iter().take_while(|part| *part == "super").count();
                let mut target = self.module[..self.module.len().checked_sub(above)?].to_vec();
                target.extend_from_slice(&path[above..]);
                return Some(target);
            }
            child if self.children.contains(child) => [&self.module[..], &path[..1]].concat(),
            _ => return None,
        };
        target.extend_from_slice(rest);
        Some(target)
    }

    /// Every path of ours that the file names, from the crate's root.
    pub fn named(&self) -> BTreeSet<Module> {
        let mut named = BTreeSet::new();
        for import in &self.imports {
            let Some(target) = self.absolute(&import.path) else { continue };
            match import.alias {
                Some(_) => named.extend([target]),
                None => named.extend(self.paths.iter().map(|path| [&target[..], &path[..1]].concat())),
            }
        }
        for path in self.paths.iter().filter(|path| path.len() > 1) {
            let imported = self.imports.iter().find(|import| import.alias.as_ref() == path.first());
            let target = match imported {
                Some(import) => self.absolute(&import.path).map(|target| [&target[..], &path[1..]].concat()),
                None => self.absolute(path),
            };
            named.extend(target);
        }
        named
    }

    /// Whether the code names a path that is meant: `TicketType::RefundOnly`.
    pub fn has_path(&self, is_meant: impl Fn(&[String]) -> bool) -> bool {
        self.paths.iter().any(|path| is_meant(path))
    }

    /// Whether the code calls a macro of this name.
    pub fn calls(&self, name: &str) -> bool {
        self.macros.contains(name)
    }
}

/// The leaves of a `use` tree.
fn imports(tokens: &[TokenTree], prefix: &mut Vec<String>, found: &mut Vec<Import>) {
    let mut path = prefix.clone();
    let mut alias = None;
    let mut at = 0;
    let mut is_open = false;
    let mut end = |path: &mut Vec<String>, alias: &mut Option<String>, is_open: &mut bool| {
        if *is_open {
            if path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            let name = alias.take().or_else(|| path.last().cloned());
            found.push(Import { path: path.clone(), alias: name });
        }
        path.clone_from(prefix);
        *is_open = false;
    };
    let mut nested = Vec::new();
    let mut globs = Vec::new();
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(ident) if ident == "as" => {
                if let Some(TokenTree::Ident(name)) = tokens.get(at + 1) {
                    alias = Some(name.to_string());
                }
                at += 1;
            }
            TokenTree::Ident(ident) => {
                path.push(ident.to_string());
                is_open = true;
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => end(&mut path, &mut alias, &mut is_open),
            TokenTree::Punct(punct) if punct.as_char() == '*' => {
                globs.push(path.clone());
                is_open = false;
            }
            TokenTree::Group(group) => {
                nested.push((group.stream().into_iter().collect::<Vec<_>>(), path.clone()));
                is_open = false;
            }
            _ => {}
        }
        at += 1;
    }
    end(&mut path, &mut alias, &mut is_open);
    found.extend(globs.into_iter().map(|path| Import { path, alias: None }));
    for (tokens, mut path) in nested {
        imports(&tokens, &mut path, found);
    }
}
