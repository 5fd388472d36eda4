//! A look at the beginning of the selected file.

use std::path::PathBuf;

use crate::front::tui::desk::{Errand, Preview};

/// What is seen of the selected file. Whoever moves through a list leaves replies behind that
/// nobody waits for.
#[derive(Debug, Default)]
pub(super) struct Peek {
    path: Option<PathBuf>,
    seen: Option<Result<Preview, String>>,
    /// Errands that were not answered yet.
    under_way: usize,
    /// The last failure; it does not say which file it is about.
    failure: Option<String>,
}

impl Peek {
    /// The selection rests on this file, or on none.
    pub(super) fn at(&mut self, path: Option<PathBuf>) -> Option<Errand> {
        if self.path == path {
            return None;
        }
        self.path.clone_from(&path);
        self.seen = None;
        self.failure = None;
        let path = path?;
        self.under_way += 1;
        Some(Errand::Preview { path })
    }

    pub(super) fn told(&mut self, preview: &Result<Preview, String>) {
        self.under_way = self.under_way.saturating_sub(1);
        match preview {
            Ok(preview) if Some(&preview.path) == self.path.as_ref() => {
                self.seen = Some(Ok(preview.clone()));
            }
            Ok(_) => {}
            Err(why) => self.failure = Some(why.clone()),
        }
        // Everything was answered but this: the failure is about it.
        if self.under_way == 0 && self.seen.is_none() && self.path.is_some() {
            self.seen = self.failure.take().map(Err);
        }
    }

    pub(super) fn seen(&self) -> Option<&Result<Preview, String>> {
        self.seen.as_ref()
    }
}
