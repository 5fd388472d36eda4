//! The folder that is looked into, and the way from one to the next.

use std::path::{Path, PathBuf};

use crate::front::tui::desk::{Entry, Errand, Hidden, Listing};
use crate::front::tui::rows::Rows;

/// A folder, what is in it, and which row is selected. The way up is the first row.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) listing: Option<Listing>,
    pub(super) rows: Rows,
    pub(super) hidden: Hidden,
    /// What was asked for last; nothing once it has arrived.
    asked: Option<Asked>,
    /// Errands that were not answered yet.
    under_way: usize,
}

#[derive(Debug)]
struct Asked {
    folder: Option<PathBuf>,
    /// Selected when it arrives, if it is there.
    select: Option<PathBuf>,
    how: How,
}

/// How a folder was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Chosen,
    /// Through a link, which may lead to a file.
    Link,
    /// Typed: it may name a file.
    Typed,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row<'a> {
    Parent(&'a Path),
    Entry(&'a Entry),
}

/// What a listing comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// Of something that is not wanted any more.
    Late,
    Here {
        how: How,
    },
    /// The link led to no folder.
    NoFolder,
    Failed {
        why: String,
        how: How,
    },
}

impl Folder {
    pub(super) fn new() -> Self {
        Self {
            listing: None,
            rows: Rows::default(),
            hidden: Hidden::Left,
            asked: None,
            under_way: 0,
        }
    }

    pub(super) fn ask(
        &mut self,
        folder: Option<PathBuf>,
        select: Option<PathBuf>,
        how: How,
    ) -> Errand {
        self.under_way += 1;
        self.asked = Some(Asked { folder: folder.clone(), select, how });
        Errand::List { folder, hidden: self.hidden }
    }

    /// A path that was typed. A name that is hidden is looked for among the hidden ones.
    pub(super) fn ask_typed(&mut self, typed: &str) -> Errand {
        let path = PathBuf::from(unquoted(typed));
        let name = path.file_name().unwrap_or_default();
        if name.as_encoded_bytes().starts_with(b".") {
            self.hidden = Hidden::Shown;
        }
        self.ask(Some(path.clone()), Some(path), How::Typed)
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.asked.is_some()
    }

    pub(super) fn path(&self) -> Option<&Path> {
        self.listing.as_ref().map(|listing| listing.folder.as_path())
    }

    pub(super) fn parent(&self) -> Option<&Path> {
        self.listing.as_ref()?.parent.as_deref()
    }

    pub(super) fn row(&self, row: usize) -> Option<Row<'_>> {
        let entries = &self.listing.as_ref()?.entries;
        match (self.parent(), row) {
            (Some(parent), 0) => Some(Row::Parent(parent)),
            (Some(_), row) => entries.get(row - 1).map(Row::Entry),
            (None, row) => entries.get(row).map(Row::Entry),
        }
    }

    pub(super) fn selected(&self) -> Option<Row<'_>> {
        self.row(self.rows.selected())
    }

    pub(super) fn selected_entry(&self) -> Option<&Entry> {
        match self.selected()? {
            Row::Entry(entry) => Some(entry),
            Row::Parent(_) => None,
        }
    }

    pub(super) fn told(&mut self, listed: &Result<Listing, String>) -> Arrival {
        self.under_way = self.under_way.saturating_sub(1);
        let is_last = self.under_way == 0;
        let asked = self.asked.take_if(|asked| {
            let is_it = match (listed, &asked.folder) {
                (Ok(listing), Some(folder)) => listing.folder == *folder,
                _ => false,
            };
            is_it || is_last
        });
        let Some(asked) = asked else { return Arrival::Late };
        let listing = match listed {
            Ok(listing) => listing,
            Err(why) => return Arrival::Failed { why: why.clone(), how: asked.how },
        };
        let is_elsewhere = asked.folder.as_ref().is_some_and(|it| *it != listing.folder);
        if asked.how == How::Link && is_elsewhere {
            return Arrival::NoFolder;
        }
        self.show(listing.clone(), asked.select.as_deref());
        Arrival::Here { how: asked.how }
    }

    fn show(&mut self, listing: Listing, select: Option<&Path>) {
        let above = usize::from(listing.parent.is_some());
        let count = listing.entries.len() + above;
        let row = select.and_then(|path| position(&listing, path));
        self.rows = Rows::new(count);
        // What one came for is a file or folder, not the way back.
        self.rows.select(row.unwrap_or(0) + above);
        self.listing = Some(listing);
    }
}

/// The entry that a path leads to, from the root or as somebody typed it.
fn position(listing: &Listing, path: &Path) -> Option<usize> {
    let entries = &listing.entries;
    let exact = entries.iter().position(|entry| entry.path == path);
    if exact.is_some() || listing.folder.ends_with(path) {
        return exact;
    }
    let name = path.file_name()?;
    entries.iter().position(|entry| entry.path.file_name() == Some(name))
}

/// A path without the quotes that some systems put around a copied one.
fn unquoted(typed: &str) -> &str {
    let typed = typed.trim();
    ['"', '\'']
        .into_iter()
        .find_map(|quote| typed.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(typed)
}
