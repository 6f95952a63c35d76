//! Links in mails, as they arrive: gateways and mail programs rewrite them. A page and a
//! token come out as they were sent, or nothing does.

/// The pages that a link in a mail opens with a token in its fragment.
const PAGES: [&str; 4] = ["/action", "/activation", "/invitation", "/systems"];

/// The page and the token of an address, from its path and its fragment.
pub fn read(path: &str, fragment: &str) -> Option<(&'static str, String)> {
    let text = plain(&format!("{path}{fragment}"));
    let page = PAGES.into_iter().find(|page| text.starts_with(page))?;
    let rest = text.get(page.len()..)?.trim_start_matches('/');
    let token = rest.trim_start_matches('#').strip_prefix("token=")?;
    // `/action` alone is no link, and neither is a path below it that happens to go on so.
    if !rest.starts_with('#') {
        return None;
    }
    let end = token.find(|c: char| !is_of_token(c)).unwrap_or(token.len());
    // A full stop at the end is the sentence's.
    let token = token.get(..end)?.trim_end_matches('.');
    (!token.is_empty()).then(|| (page, token.to_owned()))
}

/// Tokens are base64url in parts, joined by dots: nothing of them needs to be encoded.
fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.".contains(c)
}

/// The text without the percent-encoding of what stands in a link, however often it was put
/// there.
fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    while text.contains("%25") {
        text = text.replace("%25", "%");
    }
    for (encoded, plain) in [
        ("23", "#"),
        ("3d", "="),
        ("3D", "="),
        ("2e", "."),
        ("2E", "."),
        ("2f", "/"),
        ("2F", "/"),
    ] {
        text = text.replace(&format!("%{encoded}"), plain);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rewritten_link_is_what_it_was() {
        for (path, fragment) in [
            ("/action", "#token=AAAA.BB-_"),
            ("/action", "#token%3DAAAA.BB-_"),
            ("/action", "#token%3dAAAA%2EBB-_"),
            ("/action", "#token%253DAAAA.BB-_"),
            ("/action%23token=AAAA.BB-_", ""),
            ("/action%23token%3DAAAA.BB-_", ""),
            ("/action%2523token%253DAAAA.BB-_", ""),
            ("/action%252523token=AAAA.BB-_", ""),
            ("/action/", "#token=AAAA.BB-_"),
            ("/action/%23token=AAAA.BB-_", ""),
            ("/action", "#%23token=AAAA.BB-_"),
            ("/action", "#token=AAAA.BB-_&utm_source=mail"),
            ("/action", "#token=AAAA.BB-_."),
            ("/action", "#token=AAAA.BB-_%3E"),
        ] {
            let read = read(path, fragment);
            assert_eq!(read, Some(("/action", "AAAA.BB-_".to_owned())), "{path}{fragment}");
        }
        for page in PAGES {
            assert_eq!(read(&format!("{page}%23token=A.B"), ""), Some((page, "A.B".to_owned())));
        }
    }

    #[test]
    fn what_is_no_link_is_none() {
        for (path, fragment) in [
            ("/action", ""),
            ("/action", "#token="),
            ("/action", "#token=."),
            ("/action", "#other=AAAA"),
            ("/action", "#TOKEN=AAAA"),
            ("/customers", "#token=AAAA"),
            ("/actiontoken=AAAA", ""),
            ("/action/token=AAAA", ""),
            ("/upgrades", "#token=AAAA"),
            ("/", "#token=AAAA"),
            ("/verify%23token=AAAA", ""),
            ("/action%", ""),
            ("/action%é%23token=A", ""),
        ] {
            assert_eq!(read(path, fragment), None, "{path}{fragment}");
        }
    }
}
