//! Bad days, as the program meets them: each has its exit code and one clear sentence, and what
//! was confirmed before is still there.

mod clock;
mod disk;
mod inputs;
mod journal;
mod records;
mod sittings;
#[cfg(unix)]
pub(crate) mod sudden_end;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
pub(crate) mod waits;
