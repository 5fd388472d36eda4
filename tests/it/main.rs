//! Integration tests: one binary, so that it links once.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, reason = "a test that cannot go on fails")]

mod engine;
mod flows;
mod record;
mod scenarios;
mod stock_tools;
