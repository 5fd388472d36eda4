//! The full screen on a real pseudo-terminal, by keyboard alone.

pub(crate) mod console;
mod endings;
pub(crate) mod robot;
mod told;
pub(crate) mod whole;
