//! What themes are read as, and what the shipped ones promise.

mod reading;
mod shipped;
