//! What two sessions stand on, who worked on them, and what their hierarchies say of each site.

use super::super::content::{Checklist, Signer, Site};
use super::super::phrase;
use super::{Section, SiteMap, paired};

/// "sms, revision 1".
pub(super) fn flow(list: &Checklist) -> String {
    format!("{}, revision {}", list.flow.id, list.flow.revision)
}

/// One value of a session.
type Of = fn(&Checklist) -> String;

pub(super) fn pins(a: &Checklist, b: &Checklist) -> Section {
    let mut section = Section::new("pins", "WHAT THEY STAND ON");
    let rows: [(&str, Of); 7] = [
        ("flow", flow),
        ("flow sha256", |list| list.flow.sha256.clone()),
        ("hierarchy", |list| list.hierarchy.name.clone()),
        ("hierarchy sha256", |list| list.hierarchy.sha256.clone()),
        ("target", |list| list.target.clone().unwrap_or_else(|| "as the sites say".to_owned())),
        ("program", |list| list.session.tool.clone()),
        ("outcome", |list| list.verdict.state.to_owned()),
    ];
    for (what, value) in rows {
        section.compare("session", what, Some(value(a)), Some(value(b)));
    }
    section
}

pub(super) fn people(a: &Checklist, b: &Checklist) -> Section {
    let mut section = Section::new("people", "WHO");
    let people = |list: &Checklist| -> Vec<_> {
        let named = |it: &Signer| format!("{}, key {}", phrase::person(&it.who), it.who.key);
        let acts = |it: &Signer| it.acts.iter().map(|acts| acts.meaning).collect::<Vec<_>>();
        list.people.iter().map(|it| (named(it), acts(it).join(", "))).collect()
    };
    for (who, a, b) in paired(&people(a), &people(b)) {
        match (a, b) {
            (Some(_), Some(_)) => section.same(who, "person", "took part in both".to_owned()),
            (a, b) => section.differ(who, "took part", a.cloned(), b.cloned()),
        }
    }
    section
}

pub(super) fn sites(a: &Checklist, b: &Checklist, map: &SiteMap) -> Section {
    let mut section = Section::new("sites", "SITES");
    let of = |list: &Checklist| list.sites.iter().map(values).collect::<Vec<_>>();
    let (mut one, mut other) = (of(a), of(b));
    one.retain(|(code, _)| map.takes_site(0, code));
    other.retain(|(code, _)| map.takes_site(1, code));
    let names: Vec<_> = one.iter().map(|(code, _)| map.both(code)).collect();
    for (code, _) in &mut one {
        *code = map.as_b(code);
    }
    for (index, (code, a, b)) in paired(&one, &other).into_iter().enumerate() {
        let about = names.get(index).map_or(code, String::as_str);
        let (Some(a), Some(b)) = (a, b) else {
            let words = |values: &Vec<(&str, String)>| {
                let words: Vec<_> =
                    values.iter().map(|(what, it)| format!("{what} {it}")).collect();
                words.join(", ")
            };
            section.differ(about, "site", a.map(words), b.map(words));
            continue;
        };
        let before = section.differences.len();
        for ((what, one), (_, other)) in a.iter().zip(b) {
            if map.as_b(one) != *other {
                section.differ(about, what, Some(one.clone()), Some(other.clone()));
            }
        }
        if section.differences.len() == before {
            section.same(about, "site", "the same in everything".to_owned());
        }
    }
    section
}

/// The values of a site, under its code; the same ones for each.
fn values(site: &Site) -> (String, Vec<(&'static str, String)>) {
    let hotfixes = &site.hotfixes;
    let hotfixes = [&[hotfixes.status.to_owned()], &hotfixes.articles[..]].concat().join(" ");
    let values = vec![
        ("server", site.server.clone()),
        ("role", site.role.to_owned()),
        ("level", site.level.clone()),
        ("target", site.target.clone().unwrap_or_else(|| "none".to_owned())),
        ("hotfixes", hotfixes),
    ];
    (site.code.clone(), values)
}
