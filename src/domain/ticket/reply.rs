//! What staff say to the buyer about a reason: a text of the merchant's own with the ticket's numbers filled in.

/// The names that a reply may have in braces: the ticket's number, the order's.
pub const REPLY_NAMES: [&str; 2] = ["ticket", "order"];

/// The first name in braces that nothing fills; `None` where all are known.
pub fn unknown_name(reply: &str) -> Option<&str> {
    let names = reply.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    names.into_iter().find(|name| !REPLY_NAMES.contains(name))
}

#[cfg(test)]
mod tests {
    use super::unknown_name;

    #[test]
    fn names_in_braces_are_known_ones() {
        for (reply, unknown) in [
            ("", None),
            ("请提供照片。", None),
            ("{ticket}：{order} 已登记", None),
            ("{order} {amount}", Some("amount")),
            ("{}", Some("")),
            ("{ ticket }", Some(" ticket ")),
            ("a { b", None),
        ] {
            assert_eq!(unknown_name(reply), unknown, "{reply}");
        }
    }
}
