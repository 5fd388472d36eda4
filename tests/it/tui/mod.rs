//! The full screen in memory: keys in, pictures and facts out.

mod clock;
mod desk;
mod driver;
mod keys;
mod many;
mod mouse;
mod places;
mod png;
mod properties;
mod screenshots;
mod session;
mod shapes;
mod snapshots;
mod svg;
mod tired;
mod tones;
