//! What one site says of itself, parents aside: words, levels, names, history.

use toml::Spanned;

use super::MOST_ENTRIES;
use super::domains::Domains;
use super::findings::Findings;
use super::levels::{a_level, history, present_level, version};
use super::names::{name, names};
use super::raw::{Entry, RawSite};
use super::shape::{Method, Role, Site, SiteIx};

use crate::text::{nearest, quoted};

/// Names that Windows NT keeps for devices: the folder of collected files cannot be made (Q182420).
const RESERVED: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Reads a site. None where something without which there is no site is missing or wrong; then
/// there is a mistake among the findings.
pub(super) fn site(
    entry: &Entry<RawSite>,
    parent: Option<SiteIx>,
    domains: &mut Domains,
    findings: &mut Findings<'_>,
) -> Option<Site> {
    let raw = &entry.value;
    let code = required("code", raw.code.as_ref(), entry, findings);
    if let Some(code) = code {
        check_code(code, findings);
    }
    let server = required("server", raw.server.as_ref(), entry, findings)
        .map(|given| name("server", given, findings));
    let role = required("role", raw.role.as_ref(), entry, findings)
        .and_then(|given| role(given, findings));
    let full_version = raw.full_version.as_ref().and_then(|given| version(given, findings));
    let level = present_level(entry, full_version, findings);

    let mut domains_in = |key: &str, given: &Option<Vec<Spanned<String>>>| {
        given.as_ref().map(|given| domains.named(key, given, findings))
    };
    let logon_domains = domains_in("logon_domains", &raw.logon_domains);
    let logon_domains_after = domains_in("logon_domains_after", &raw.logon_domains_after);
    let metering_servers = raw
        .metering_servers
        .as_ref()
        .map(|given| names("metering_servers", MOST_ENTRIES, given, findings));
    let sql_server = raw.sql_server.as_ref().map(|given| name("sql_server", given, findings));
    let mut method_in = |key: &str, given: &Option<Spanned<String>>| {
        given.as_ref().and_then(|given| method(key, given, findings))
    };
    let installed_from = method_in("installed_from", &raw.installed_from);
    let planned_method = method_in("planned_method", &raw.planned_method);
    let history = raw.history.as_ref().map(|given| history(given, entry, findings));
    let target = raw.target.as_ref().and_then(|given| a_level(given, findings));

    Some(Site {
        code: code?.get_ref().clone(),
        server: server?,
        role: role?,
        parent,
        level: level?,
        full_version,
        logon_domains,
        logon_domains_after,
        metering_servers,
        sql_server,
        installed_from,
        planned_method,
        history,
        target,
    })
}

/// Returns what a message calls a site.
pub(super) fn called(site: &RawSite) -> String {
    match &site.code {
        Some(code) => format!("site {}", quoted(code.get_ref())),
        None => "this site".to_owned(),
    }
}

/// Reads the role, without reporting what is wrong with it.
pub(super) fn known_role(site: &RawSite) -> Option<Role> {
    let given = site.role.as_ref()?.get_ref();
    Role::ALL.into_iter().find(|role| role.word() == given)
}

fn required<'a>(
    key: &'static str,
    given: Option<&'a Spanned<String>>,
    entry: &Entry<RawSite>,
    findings: &mut Findings<'_>,
) -> Option<&'a Spanned<String>> {
    if given.is_none() && entry.is_whole {
        findings.missing(
            key,
            entry.span.clone(),
            format!("{} has no `{key}`", called(&entry.value)),
            &format!("add `{key} = \"...\"`"),
        );
    }
    given
}

fn check_code(code: &Spanned<String>, findings: &mut Findings<'_>) {
    let text = code.get_ref();
    if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        findings.mistake(
            code.span(),
            format!("site code {} is not three letters or digits", quoted(text)),
            "write the code as the administrator console shows it",
        );
    } else if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(text)) {
        findings.mistake(
            code.span(),
            format!("site code {} is a reserved word of Windows NT", quoted(text)),
            "choose another: SMS could not make a folder of that name (Q182420)",
        );
    }
}

fn role(given: &Spanned<String>, findings: &mut Findings<'_>) -> Option<Role> {
    one_of("role", given, &Role::ALL.map(|role| (role.word(), role)), findings)
}

pub(super) fn method(
    key: &str,
    given: &Spanned<String>,
    findings: &mut Findings<'_>,
) -> Option<Method> {
    one_of(key, given, &Method::ALL.map(|method| (method.word(), method)), findings)
}

fn one_of<T: Copy>(
    key: &str,
    given: &Spanned<String>,
    choices: &[(&'static str, T)],
    findings: &mut Findings<'_>,
) -> Option<T> {
    let word = given.get_ref();
    if let Some((_, found)) = choices.iter().find(|(choice, _)| choice == word) {
        return Some(*found);
    }
    let near = nearest(word, choices.iter().map(|(choice, _)| *choice));
    let advice = near.map_or_else(
        || {
            let choices: Vec<_> = choices.iter().map(|(choice, _)| format!("`{choice}`")).collect();
            format!("choose {}", choices.join(" or "))
        },
        |near| format!("did you mean `{near}`?"),
    );
    findings.mistake(given.span(), format!("unknown `{key}` {}", quoted(word)), &advice);
    None
}
