//! The full screen on a real pseudo-terminal, by keyboard alone.

pub(crate) mod console;
mod endings;
mod robot;
mod told;
mod whole;
