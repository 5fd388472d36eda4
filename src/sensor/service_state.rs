//! `service-state`: what `net start`, `net stop` or `sc query` printed.
//!
//! Recognises the list of running services, the answers to a stop, the states of `sc`, and system
//! errors. Proves that the service of a software metering server is stopped (Q258547): `sc` or
//! `net stop` says so, or a whole list of running services is without it. A refused control refutes
//! it: a service that does not answer cannot be stopped (Q299261, Q122176, Q257362).

use super::decode::{after, find, has, lines, text};
use super::net_reply::{error, is_completed};
use super::reading::excerpt;
use super::{Context, FindingId, Kind, Reading};

const KIND: Kind = Kind::ServiceState;

/// The service of a software metering server. Articles differ in its case.
const METERING: &str = "SMS_LICENSE_SERVER";

/// What is said about the service, and where.
#[derive(Default)]
struct State {
    is_recognised: bool,
    listed: usize,
    is_list: bool,
    is_completed: bool,
    running: Option<usize>,
    stopped: Option<usize>,
    refused: Option<(usize, u64)>,
}

pub(super) fn read(bytes: &[u8], _: &Context) -> Reading {
    let text = text(bytes);
    let state = State::gather(&text);
    if !state.is_recognised {
        return Reading::not_recognised(KIND);
    }
    let mut reading = Reading::of(KIND);
    if state.is_list {
        reading.found("running_services", state.listed);
        reading.found_beside("complete", state.is_completed, "yes");
    }
    let is_without = state.is_list && state.is_completed && state.listed > 0;
    let word = match () {
        () if state.running.is_some() => "running",
        () if state.stopped.is_some() => "stopped",
        () if is_without => "not among the running ones",
        () => "not said",
    };
    reading.found_beside(METERING, word, "stopped");
    if let Some(line) = state.running {
        let text = format!("{METERING} is not stopped.");
        reading.finding(FindingId::ServiceStillRunning, Some(line), text);
    }
    if let Some((line, number)) = state.refused {
        let (article, why) = match number {
            1072 => ("Q122176", "it is marked for deletion; restart the computer"),
            2186 => ("Q257362", "it does not respond"),
            _ => ("Q299261", "it accepts no control messages"),
        };
        reading.found_beside("system_error", super::Value::Number(number), "none");
        let text = format!("The service could not be controlled: {why} (error {number}).");
        reading.finding_of(FindingId::ControlRefused, article, Some(line), text);
    }
    reading.concluded(state.stopped.is_some() || is_without)
}

impl State {
    fn gather(text: &str) -> Self {
        let mut state = Self::default();
        // The service that `sc` is speaking of.
        let mut is_metering = false;
        for (number, line) in lines(text) {
            let trimmed = line.trim();
            if is_list_header(trimmed) {
                (state.is_recognised, state.is_list) = (true, true);
            } else if let Some(error) = error(line).or_else(|| plain_error(line)) {
                if matches!(error, 1061 | 1072 | 2186) {
                    state.is_recognised = true;
                    state.refused = state.refused.or(Some((number, error)));
                } else {
                    state.is_recognised |= has(line, "system error") || has(line, "[sc]");
                }
            } else if let Some(name) = after(trimmed, "SERVICE_NAME:") {
                state.is_recognised = true;
                is_metering = name.trim().eq_ignore_ascii_case(METERING);
            } else if let Some(rest) = after(trimmed, "STATE ") {
                if is_metering && let Some((_, word)) = rest.split_once(':') {
                    state.sc(number, word);
                }
            } else if let Some(is_running) = answer(trimmed) {
                state.is_recognised = true;
                if names_metering(trimmed) {
                    state.says(number, is_running);
                }
            } else if is_completed(line) {
                state.is_completed = true;
            } else if state.is_list && !state.is_completed && line.starts_with([' ', '\t']) {
                state.listed += usize::from(!trimmed.is_empty());
                if trimmed.eq_ignore_ascii_case(METERING) {
                    state.says(number, true);
                }
            }
        }
        state
    }

    /// `4  RUNNING`: whatever is not stopped is running still.
    fn sc(&mut self, line: usize, word: &str) {
        let number = word.split_whitespace().next();
        match number.and_then(|number| number.parse::<u32>().ok()) {
            Some(1) => self.says(line, false),
            Some(_) => self.says(line, true),
            None => {}
        }
    }

    /// Takes what is said last: a stop comes after the state before it.
    fn says(&mut self, line: usize, is_running: bool) {
        if is_running {
            (self.running, self.stopped) = (Some(line), None);
        } else {
            (self.running, self.stopped) = (None, Some(line));
        }
    }
}

fn is_list_header(line: &str) -> bool {
    has(line, "services are started:")
        && ["These Windows NT ", "These Windows "].iter().any(|it| after(line, it).is_some())
}

/// The errors of a service that are told without `System error` before them.
fn plain_error(line: &str) -> Option<u64> {
    const TOLD: [(&str, u64); 3] = [
        ("cannot accept control messages at this time", 1061),
        ("service has been marked for deletion", 1072),
        ("not responding to the", 2186),
    ];
    TOLD.iter().find(|(told, _)| has(line, told)).map(|(_, number)| *number)
}

/// What `net start` and `net stop` answer: whether the service runs after it.
fn answer(line: &str) -> Option<bool> {
    const ANSWERS: [(&str, bool); 6] = [
        (" service was stopped successfully", false),
        (" service is not started", false),
        (" service was started successfully", true),
        (" service could not be stopped", true),
        (" service is stopping", true),
        (" service has already been started", true),
    ];
    let line = excerpt(line);
    let is_said = |(told, _): &&(&str, bool)| find(&line, told).is_some();
    ANSWERS.iter().find(is_said).map(|(_, is_running)| *is_running)
}

fn names_metering(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| word.eq_ignore_ascii_case(METERING))
}
