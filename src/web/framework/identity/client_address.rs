//! From where a request comes, as far as log-ins are counted by it: the peer, or what a proxy of ours says of it.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;

use crate::domain::people::device::{KEPT, Place};

/// The address that counts for a request: IPv4 as it is, IPv6 by its /64, which belongs to one customer.
pub fn client_address(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let headers = request.headers().get_all("x-forwarded-for");
    let forwarded: Vec<&str> = headers.filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(',')).collect();
    match request.peer_addr() {
        Some(peer) => counted(origin(peer.ip(), &forwarded, trusted)),
        None => "local".to_owned(),
    }
}

/// From where a request comes: the address that counts, and the device as the browser names it.
pub fn client_place(request: &HttpRequest, trusted: &[IpAddr]) -> Place {
    let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Place { address: client_address(request, trusted), device: agent.chars().take(KEPT).collect() }
}

/// The last hop that is no proxy of ours. Hops before it may be forged; a hop that cannot be read ends the way there.
fn origin(peer: IpAddr, forwarded: &[&str], trusted: &[IpAddr]) -> IpAddr {
    let is_ours = |ip: &IpAddr| trusted.contains(ip);
    let mut hop = peer.to_canonical();
    for text in forwarded.iter().rev() {
        match address(text) {
            Some(before) if is_ours(&hop) => hop = before,
            _ => break,
        }
    }
    hop
}

/// An address, as proxies write it: `203.0.113.7`, `203.0.113.7:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let parsed = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()));
    parsed.map(|ip: IpAddr| ip.to_canonical())
}

fn counted(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{}/64", std::net::Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_last_hop_that_is_not_ours() {
        let trusted: Vec<IpAddr> = ["10.0.0.1", "10.0.0.2", "::1"].iter().map(|ip| ip.parse().expect("ip")).collect();
        let cases: [(&str, &[&str], &str); 14] = [
            ("203.0.113.7", &[], "203.0.113.7"),
            // Nobody but a proxy of ours is believed.
            ("203.0.113.7", &["198.51.100.1"], "203.0.113.7"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1", "10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1", "203.0.113.9", " 10.0.0.2 "], "203.0.113.9"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &["198.51.100.1", "unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("::1", &["[2001:db8:1:2:3:4:5:6]:443"], "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", &[], "2001:db8:1:2::/64"),
            ("::1", &["[2001:db8:1:3::1]"], "2001:db8:1:3::/64"),
        ];
        for (peer, forwarded, expected) in cases {
            let found = counted(origin(peer.parse().expect("an address"), forwarded, &trusted));
            assert_eq!(found, expected, "{peer} {forwarded:?}");
        }
    }
}
