//! Integration tests: one binary, so that it links once.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[cfg(unix)]
mod agent;
mod architecture;
#[cfg(unix)]
mod auditors;
mod bad_days;
mod beside;
#[cfg(unix)]
mod commands;
mod coverage;
#[cfg(unix)]
mod diff;
mod engine;
#[cfg(unix)]
mod evidence;
#[cfg(unix)]
mod faces;
mod flows;
mod front;
#[cfg(unix)]
mod gather;
mod hardening;
mod inspect;
mod live;
#[cfg(unix)]
mod pack;
mod paper;
mod persons;
mod proof;
mod readme;
mod ready;
mod record;
mod sandbox;
mod scenarios;
#[cfg(unix)]
mod screen;
mod secrets;
mod sensors;
#[cfg(unix)]
mod sshsig;
mod stage;
#[cfg(unix)]
mod stamp;
#[cfg(unix)]
mod stock_tools;
#[cfg(unix)]
mod story;
mod themes;
#[cfg(unix)]
mod threats;
mod tui;
#[cfg(unix)]
mod windows;
