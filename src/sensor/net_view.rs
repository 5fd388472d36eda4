//! `net-view`: what `net view \\SERVER` printed.
//!
//! Recognises the list of shares of a server, the list of servers, and the system errors. Proves
//! that the server can be reached (Q171338 step 7): the whole list of its shares, the share
//! `SMS_SITE` or one of SMS 2.0 among them (Q125453, Q200953). A system error refutes it (Q148693,
//! Q168464, Q174931). A list of servers is what others remember of them, and decides nothing.

use super::decode::{after, has, lines, text};
use super::net_reply::{error, is_completed};
use super::reading::excerpt;
use super::{Context, FindingId, Kind, Reading};

const KIND: Kind = Kind::NetView;

/// Shares that are listed as a value.
const LISTED_MAX: usize = 50;

#[derive(Default)]
struct View {
    /// Whose shares are listed.
    server: Option<String>,
    shares: Vec<String>,
    has_sms_share: bool,
    is_completed: bool,
    error: Option<(usize, u64)>,
    /// A list of servers, or one without entries.
    is_other_list: bool,
}

pub(super) fn read(bytes: &[u8], context: &Context) -> Reading {
    let text = text(bytes);
    let view = View::gather(&text);
    if view.server.is_none() && view.error.is_none() && !view.is_other_list {
        return Reading::not_recognised(KIND);
    }
    let mut reading = Reading::of(KIND);
    if let Some((line, number)) = view.error {
        reading.found_beside("system_error", super::Value::Number(number), "none");
        let (article, why) = match number {
            53 => ("Q148693", "the path to the server was not found"),
            5 => ("Q168464", "access was denied"),
            67 => ("Q174931", "the server has no such share"),
            _ => ("Q171338", "the server was not reached"),
        };
        let text = format!("System error {number}: {why}.");
        reading.finding_of(FindingId::ConnectivityError, article, Some(line), text);
    }
    let is_server = judge_server(view.server.as_deref(), context, &mut reading);
    if view.server.is_some() {
        let shares = view.shares.iter().take(LISTED_MAX).cloned().collect::<Vec<_>>();
        reading.found_beside("shares", shares, "SMS_SITE, or those of SMS 2.0");
        reading.found_beside("complete", view.is_completed, "yes");
    }
    reading.concluded(is_server && view.has_sms_share && view.is_completed)
}

impl View {
    fn gather(text: &str) -> Self {
        let mut view = Self::default();
        let mut is_in_rows = false;
        for (number, line) in lines(text) {
            if let Some(server) = after(line.trim_start(), r"Shared resources at \\") {
                view.server = Some(excerpt(server));
            } else if let Some(error) = error(line) {
                view.error = view.error.or(Some((number, error)));
            } else if is_completed(line) {
                view.is_completed = true;
                is_in_rows = false;
            } else if has(line, "there are no entries in the list") {
                view.is_other_list = true;
            } else if line.starts_with("-----") {
                is_in_rows = true;
            } else if is_in_rows {
                view.row(line);
            }
        }
        view
    }

    fn row(&mut self, line: &str) {
        let Some(name) = line.split_whitespace().next() else { return };
        if line.starts_with(r"\\") {
            self.is_other_list = true;
            return;
        }
        let upper = excerpt(name).to_ascii_uppercase();
        // Whole names: SMS_SHRD may be the share of anything.
        let begins = |start: &str| upper.starts_with(start);
        self.has_sms_share |= ["SMS_SITE", "SMSLOGON", "LICMTR"].contains(&upper.as_str())
            || begins("CAP_")
            || begins("SMS_SHR")
            || begins("SMS_PKG");
        if self.shares.len() <= LISTED_MAX {
            self.shares.push(excerpt(name));
        }
    }
}

/// Whether the list is of the server of the site that is asked about, or nobody asks.
fn judge_server(server: Option<&str>, context: &Context, reading: &mut Reading) -> bool {
    let Some(server) = server else { return false };
    let Some(site) = context.known_site() else {
        reading.found("server", server);
        return true;
    };
    reading.found_beside("server", server, site.server.as_str());
    server.eq_ignore_ascii_case(&site.server)
}
