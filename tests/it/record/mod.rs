//! The record from outside: written, torn, forged, verified.

pub(crate) mod forgery;
mod long;
mod persons;
pub(crate) mod sandbox;
mod survival;
mod tampering;
mod versions;
mod writing;

#[cfg(unix)]
pub(crate) use sandbox::{ALICE, BOB, Sandbox};
