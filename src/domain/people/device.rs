//! What a browser says of itself, in a few words.

/// Characters of it that are kept.
pub const KEPT: usize = 300;

/// From where somebody acts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// IPv4 as it is, IPv6 by its /64.
    pub address: String,
    /// The `User-Agent` that the browser sent, at most `KEPT` characters of it.
    pub device: String,
}

/// Marks of browsers, the more special ones first, and their names.
const BROWSERS: [(&str, &str); 10] = [
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("QQBrowser/", "QQ Browser"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Marks of systems, likewise.
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Browser and system of a device by the `User-Agent` that it sends; its beginning where neither is known.
pub fn short_name(agent: &str) -> String {
    let find =
        |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_short_names() {
        let chrome = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36";
        for (agent, name) in [
            (chrome.to_owned(), "Chrome · Windows"),
            (format!("{chrome} Edg/109.0.1518.78"), "Edge · Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"
                    .to_owned(),
                "Safari · iPhone",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned(), "Firefox · Linux"),
            ("curl/8.5.0".to_owned(), "curl"),
            ("scanner".to_owned(), "scanner"),
            (String::new(), ""),
        ] {
            assert_eq!(short_name(&agent), name);
        }
    }
}
