//! Patterns of namespaces, as OpenSSH matches them: `*`, `?`, and `!` for "not this one".

/// Whether a list of patterns allows `text`: one must match, and none with `!` may.
pub(super) fn list_matches(patterns: &[String], text: &str) -> bool {
    let mut allowed = false;
    for pattern in patterns {
        match pattern.strip_prefix('!') {
            Some(pattern) if matches(pattern.as_bytes(), text.as_bytes()) => return false,
            Some(_) => {}
            None => allowed |= matches(pattern.as_bytes(), text.as_bytes()),
        }
    }
    allowed
}

/// Whether a pattern matches all of `text`. Takes time of the order of their product.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    // Where to go on when the last `*` has to swallow one more character.
    let mut retry: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, seen));
                at += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match retry {
                Some((after, from)) => {
                    retry = Some((after, from + 1));
                    (at, seen) = (after, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_openssh() {
        let step = "runbook-step.v1@upgrade-wizard";
        let table = [
            ("runbook-step.v1@upgrade-wizard", true),
            ("runbook-*.v1@upgrade-wizard", true),
            ("*", true),
            ("**d", true),
            ("runbook-????.v1@*", true),
            ("runbook-???.v1@*", false),
            ("runbook-seal.v1@upgrade-wizard", false),
            ("runbook-step.v1@upgrade-wizar", false),
            ("Runbook-step.v1@upgrade-wizard", false),
            ("*,!runbook-step.*", false),
            ("!runbook-step.*,*", false),
            ("!runbook-seal.*,*", true),
            ("!runbook-seal.*", false),
            ("file,runbook-step*", true),
            ("", false),
        ];
        for (list, expected) in table {
            let patterns = list.split(',').map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(list_matches(&patterns, step), expected, "{list}");
        }
    }
}
