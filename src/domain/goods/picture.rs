//! Pictures of goods whose addresses come with orders: which addresses count, and when one that failed is tried again.

use sha2::{Digest, Sha256};

/// The longest address that is looked at.
const URL_MOST: usize = 2_000;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// How long a picture that could not be had is left alone, by tries.
const REST: [i64; 3] = [HOUR, 6 * HOUR, DAY];
/// How long one is left alone that will hardly ever be had; afterwards it is tried when a page wants it.
pub const LONG_REST: i64 = 30 * DAY;

/// The key of an address: its SHA-256 in lower-case hexadecimal. `None` for a text that is no http or https address, or too long.
pub fn url_hash(url: &str) -> Option<String> {
    let is_http = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let is_address = (is_http("http://") || is_http("https://")) && url.len() <= URL_MOST;
    is_address.then(|| Sha256::digest(url.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Seconds until a picture is tried again, by the number of tries so far; `None` when it is given up for a long rest.
pub fn rest_after(tries: i32) -> Option<i64> {
    REST.get(usize::try_from(tries).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_elsewhere_are_known() {
        let hash = url_hash("https://a.example/1.jpg").expect("an address");
        assert_eq!(hash.len(), 64);
        assert_ne!(url_hash("https://a.example/2.jpg"), Some(hash));
        assert!(url_hash("HTTP://a.example/1.jpg").is_some());
        for bad in
            ["", "/static/1.jpg", "javascript:alert(1)", "data:image/png;base64,x", "file:///etc/passwd", "http", "图"]
        {
            assert_eq!(url_hash(bad), None, "{bad}");
        }
        assert_eq!(url_hash(&format!("http://a/{}", "x".repeat(URL_MOST))), None);
    }

    #[test]
    fn the_rest_grows_and_ends_in_a_long_one() {
        assert_eq!([0, 1, 2, 3, 4, 99].map(rest_after), [None, Some(HOUR), Some(6 * HOUR), Some(DAY), None, None]);
    }
}
