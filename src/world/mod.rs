//! The world: files, clock, environment, and what a session keeps on disk.
//!
//! Nothing here decides anything about an upgrade. Beside this module only `record` and `keys`
//! touch files, each its own.

pub mod browse;
pub mod clock;
pub mod crash;
pub mod evidence;
pub mod flows;
pub mod gather;
pub mod glance;
pub mod guest;
pub mod here;
pub mod home;
pub mod input;
pub mod inspection;
pub mod jobs;
pub mod machine;
pub mod odd_name;
pub mod pack;
pub mod sensing;
pub mod sessions;
pub mod settings;
pub mod stamps;
pub mod store;
#[cfg(windows)]
mod windows;
