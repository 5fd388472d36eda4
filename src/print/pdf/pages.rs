//! Puts strips on pages: what has to stay together does, and what goes on says so.

use super::strip::{Frame, Strip};

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) placed: Vec<Placed>,
    pub(super) framed: Vec<Framed>,
}

/// A strip, and how far below the header its upper side is.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) y: f32,
    pub(super) strip: Strip,
}

/// A frame, from where to where.
#[derive(Debug)]
pub(super) struct Framed {
    pub(super) frame: Frame,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

/// Puts strips on pages with so much room. Every strip once, in order; at least one page.
pub(super) fn pages(strips: Vec<Strip>, heads: &[Vec<Strip>], room: f32) -> Vec<Page> {
    let mut pages = Pages { done: Vec::new(), page: Page::default(), used: 0.0, room, last: None };
    let mut chunk = Vec::new();
    for strip in strips {
        let is_last = !strip.keeps_next;
        chunk.push(strip);
        if is_last {
            pages.put(std::mem::take(&mut chunk), heads);
        }
    }
    pages.put(chunk, heads);
    pages.turn();
    if pages.done.is_empty() {
        pages.done.push(Page::default());
    }
    pages.done
}

struct Pages {
    done: Vec<Page>,
    page: Page,
    used: f32,
    room: f32,
    /// What the last strip says again where it goes on.
    last: Option<usize>,
}

impl Pages {
    /// Puts down what has to stay together. Only what is longer than a page is torn.
    fn put(&mut self, chunk: Vec<Strip>, heads: &[Vec<Strip>]) {
        let Some(first) = chunk.first() else { return };
        let height: f32 = chunk.iter().map(|strip| strip.gap + strip.height).sum();
        if first.starts_page || self.used + height > self.room {
            self.turn_and_say(first.head, heads);
        }
        for strip in chunk {
            if self.used + strip.gap + strip.height > self.room {
                self.turn_and_say(strip.head, heads);
            }
            self.place(strip);
        }
    }

    fn turn_and_say(&mut self, head: Option<usize>, heads: &[Vec<Strip>]) {
        let goes_on = self.last.is_some() && self.last == head;
        self.turn();
        let said = head.filter(|_| goes_on).and_then(|head| heads.get(head));
        for strip in said.into_iter().flatten() {
            self.place(strip.clone());
        }
    }

    fn place(&mut self, strip: Strip) {
        if !self.page.placed.is_empty() {
            self.used += strip.gap;
        }
        let (top, bottom) = (self.used, self.used + strip.height);
        if let Some(frame) = strip.frame {
            match self.page.framed.last_mut() {
                Some(known) if known.frame == frame => known.bottom = bottom,
                _ => self.page.framed.push(Framed { frame, top, bottom }),
            }
        }
        self.last = strip.head;
        self.used = bottom;
        self.page.placed.push(Placed { y: top, strip });
    }

    fn turn(&mut self) {
        if !self.page.placed.is_empty() {
            self.done.push(std::mem::take(&mut self.page));
        }
        self.used = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROOM: f32 = 100.0;

    fn strip(height: u16, keeps_next: bool, head: Option<usize>) -> Strip {
        Strip { height: f32::from(height), gap: 2.0, keeps_next, head, ..Strip::default() }
    }

    #[test]
    fn no_strips_make_one_empty_page() {
        assert_eq!(pages(Vec::new(), &[], ROOM).len(), 1);
    }

    #[test]
    fn what_goes_on_says_so_and_what_begins_does_not() {
        let heads = [vec![strip(5, false, None)], vec![strip(6, false, None)]];
        let strips =
            vec![strip(60, false, Some(0)), strip(60, false, Some(0)), strip(60, false, Some(1))];
        let heights: Vec<Vec<f32>> = pages(strips, &heads, ROOM)
            .iter()
            .map(|page| page.placed.iter().map(|it| it.strip.height).collect())
            .collect();
        assert_eq!(heights, [vec![60.0], vec![5.0, 60.0], vec![60.0]]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_runs_off_the_page(
            shapes in proptest::collection::vec((1u16..60, any::<bool>()), 0..200)
        ) {
            let strips: Vec<_> =
                shapes.iter().map(|(height, keeps)| strip(*height, *keeps, None)).collect();
            let laid = pages(strips, &[], ROOM);
            let kept: Vec<_> =
                laid.iter().flat_map(|page| &page.placed).map(|it| it.strip.height).collect();
            let put_in: Vec<_> = shapes.iter().map(|(height, _)| f32::from(*height)).collect();
            prop_assert_eq!(kept, put_in);
            for it in laid.iter().flat_map(|page| &page.placed) {
                prop_assert!(it.y + it.strip.height <= ROOM);
            }
        }
    }
}
