//! The pictures in `screenshots/`: every one is drawn from the real screens, and none is stale.
//!
//! `SCREENSHOTS=write cargo test --test it screenshots` draws them anew.

use std::collections::BTreeMap;
use std::path::PathBuf;

use upgrade_wizard::front::tui::{ASCII, CP437, Glyphs, UNICODE};
use upgrade_wizard::theme::Theme;

use super::desk::FakeDesk;
use super::driver::{Driven, look};
use super::places::{self, Visit};
use super::png::png;
use super::svg::svg;
use crate::stage::root;

const COMMAND: &str = "`SCREENSHOTS=write cargo test --test it screenshots` draws them anew";

/// What a picture is of.
struct Picture {
    name: String,
    size: (u16, u16),
    theme: &'static str,
    glyphs: &'static Glyphs,
    visit: Visit,
    /// Whether it is drawn in pixels as well: for the README.
    in_pixels: bool,
}

const LARGE: (u16, u16) = (120, 36);
const SMALL: (u16, u16) = (80, 24);
const TOO_SMALL: (u16, u16) = (48, 12);

/// Pictures that the README shows.
const IN_PIXELS: &[&str] = &["walk"];

fn picture(name: &str, visit: Visit) -> Picture {
    let in_pixels = IN_PIXELS.contains(&name);
    let name = name.to_owned();
    Picture { name, size: LARGE, theme: "midnight", glyphs: &UNICODE, visit, in_pixels }
}

/// All pictures: each place at full size; what is seen most also small, in each theme and in each
/// set of characters.
fn pictures() -> Vec<Picture> {
    let mut all: Vec<_> = places::ALL.iter().map(|(name, visit)| picture(name, *visit)).collect();
    for (name, visit) in [("home", places::home as Visit), ("walk", places::walk as Visit)] {
        all.push(Picture { size: SMALL, ..picture(&format!("{name}-80x24"), visit) });
        for theme in Theme::builtin_names() {
            all.push(Picture { theme, ..picture(&format!("{name}-{theme}"), visit) });
        }
        for glyphs in [&CP437, &ASCII] {
            all.push(Picture { glyphs, ..picture(&format!("{name}-{}", glyphs.name), visit) });
        }
    }
    all.push(Picture { size: TOO_SMALL, ..picture("too-small", places::walk) });
    all
}

impl Picture {
    /// The files that it consists of.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let look = look(self.theme, self.glyphs);
        let kind = look.theme.kind();
        let mut driven = Driven::new(look, self.size, FakeDesk::default());
        (self.visit)(&mut driven);
        let title = format!("upgrade-wizard, {}x{}", self.size.0, self.size.1);
        let drawing = svg(driven.buffer(), &title, kind);
        let mut files = Vec::new();
        if self.in_pixels {
            files.push((format!("{}.png", self.name), png(&drawing)));
        }
        files.push((format!("{}.svg", self.name), drawing.into_bytes()));
        files
    }
}

fn folder() -> PathBuf {
    root().join("screenshots")
}

/// The pictures that are there.
fn present() -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder()) else { return BTreeMap::new() };
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read(path).unwrap())
    };
    entries.map(read).collect()
}

#[test]
fn screenshots_are_those_of_the_screens() {
    let drawn: BTreeMap<_, _> = pictures().iter().flat_map(Picture::files).collect();
    let mut present = present();
    if std::env::var_os("SCREENSHOTS").is_some_and(|what| what == "write") {
        std::fs::create_dir_all(folder()).unwrap();
        for name in present.keys().filter(|name| !drawn.contains_key(*name)) {
            std::fs::remove_file(folder().join(name)).unwrap();
        }
        for (name, bytes) in &drawn {
            std::fs::write(folder().join(name), bytes).unwrap();
        }
        return;
    }
    let mut wrong = Vec::new();
    for (name, bytes) in &drawn {
        match present.remove(name) {
            None => wrong.push(format!("screenshots/{name} is missing")),
            Some(old) if old != *bytes => wrong.push(format!("screenshots/{name} is stale")),
            Some(_) => {}
        }
    }
    wrong.extend(present.keys().map(|name| format!("screenshots/{name} is not in the table")));
    assert!(wrong.is_empty(), "{}; {COMMAND}", wrong.join(", "));
}

#[test]
fn screenshots_can_be_looked_at() {
    // With `SCREENSHOTS_PNG` set to a folder, all pictures are put there in pixels.
    let Some(folder) = std::env::var_os("SCREENSHOTS_PNG").map(PathBuf::from) else {
        let names: std::collections::BTreeSet<_> =
            pictures().into_iter().map(|picture| picture.name).collect();
        assert_eq!(names.len(), pictures().len(), "two pictures have one name");
        return;
    };
    for picture in pictures() {
        let (_, drawing) = picture.files().pop().unwrap();
        let bytes = png(std::str::from_utf8(&drawing).unwrap());
        std::fs::write(folder.join(format!("{}.png", picture.name)), bytes).unwrap();
    }
}
