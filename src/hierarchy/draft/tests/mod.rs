//! Drafts: kept, written, judged, shown as a tree.

mod imported;
mod judged;
mod kept;
mod rows;
mod typed;

use super::{Draft, Field, SiteDraft};

/// Sites, one a line: `CH1<CEN: level = 2.0; role = secondary` is the site CH1 below CEN, a good
/// primary at 2.0 SP1 but for what is said. A line that begins with `+` is a domain and its
/// controllers.
fn draft(script: &str) -> Draft {
    let mut draft = Draft { name: "T".to_owned(), ..Draft::default() };
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (head, given) = line.split_once(": ").unwrap_or((line, ""));
        if let Some(name) = head.strip_prefix('+') {
            draft.domains.push(super::DomainDraft {
                name: name.to_owned(),
                domain_controllers: given.to_owned(),
                ..super::DomainDraft::default()
            });
            continue;
        }
        let (code, parent) = head.split_once('<').unwrap_or((head, ""));
        let mut site = site(code, parent);
        for (key, value) in given.split("; ").filter_map(|field| field.split_once(" =")) {
            site.set(Field::of_key(key).unwrap(), value.trim_start());
        }
        draft.sites.push(site);
    }
    draft
}

/// A site with which nothing is wrong.
fn site(code: &str, parent: &str) -> SiteDraft {
    let mut site = SiteDraft::default();
    site.set(Field::Code, code);
    site.set(Field::Server, format!("SRV-{code}"));
    site.set(Field::Role, "primary");
    site.set(Field::Parent, parent);
    site.set(Field::Level, "2.0 SP1");
    site
}

/// As many different site codes as asked for, up to 46,656.
fn codes(count: usize) -> Vec<String> {
    let digit = |n: usize| char::from_digit(u32::try_from(n % 36).unwrap(), 36).unwrap();
    let code =
        |n: usize| format!("{}{}{}", digit(n / 1296), digit(n / 36), digit(n)).to_uppercase();
    let is_free = |code: &String| !["CON", "PRN", "AUX", "NUL"].contains(&code.as_str());
    (0..).map(code).filter(is_free).take(count).collect()
}
