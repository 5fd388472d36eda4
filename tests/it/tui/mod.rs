//! The full screen in memory: keys in, pictures and facts out.

mod clock;
mod desk;
mod driver;
mod keys;
mod many;
mod mouse;
mod persons;
mod places;
mod png;
mod proofs;
mod properties;
mod read;
mod ready;
mod screenshots;
mod session;
mod shapes;
mod snapshots;
mod svg;
mod tired;
mod tones;
mod unsigned;
mod waits;
