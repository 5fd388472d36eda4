//! Lays blocks of lines out on pages: a block's title never stands alone at the foot of one.

/// Fewest lines of a block that stay together, where it begins and where it ends.
const TOGETHER: usize = 3;

/// Longest block that is never torn.
const WHOLE: usize = 14;

/// Lines that belong together.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// What a page says on top where the block goes on; one line, no wider than the paper.
    pub(super) name: String,
    /// Stands above the block and on the same page.
    pub(super) heading: Vec<String>,
    /// In rows that are torn only where one is longer than a page.
    pub(super) rows: Vec<Vec<String>>,
    pub(super) start: Start,
}

/// Where a block starts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// After an empty line.
    #[default]
    Apart,
    NewPage,
}

/// Lays blocks out on pages of at most `room` lines. Never returns no page.
pub(super) fn pages(blocks: Vec<Block>, room: usize) -> Vec<Vec<String>> {
    let mut pages = Pages { done: Vec::new(), page: Vec::new(), room };
    for block in blocks {
        let (name, start) = (block.name.clone(), block.start);
        for (index, lines) in torn(block).into_iter().enumerate() {
            match index {
                0 => pages.begin(start, lines),
                _ => pages.go_on(&name, lines),
            }
        }
    }
    pages.done.push(pages.page);
    pages.done
}

/// Splits a block where it may be torn.
fn torn(block: Block) -> Vec<Vec<String>> {
    let Block { heading, rows, .. } = block;
    let all: usize = rows.iter().map(Vec::len).sum();
    let mut parts = vec![heading];
    let mut done = 0;
    for row in rows {
        let is_glued = all <= WHOLE || done < TOGETHER || all - done <= TOGETHER;
        let last = parts.last_mut().expect("there is a first part");
        done += row.len();
        if is_glued || last.is_empty() {
            // A row that is longer than a page is torn there; see `put`.
            last.extend(row);
        } else {
            parts.push(row);
        }
    }
    parts
}

/// Pages in the making.
struct Pages {
    done: Vec<Vec<String>>,
    page: Vec<String>,
    room: usize,
}

impl Pages {
    fn begin(&mut self, start: Start, lines: Vec<String>) {
        if start == Start::NewPage {
            self.turn();
        }
        let gap = usize::from(start == Start::Apart && !self.page.is_empty());
        if self.page.len() + gap + lines.len() > self.room {
            self.turn();
        } else if gap > 0 {
            self.page.push(String::new());
        }
        self.put("", lines);
    }

    fn go_on(&mut self, name: &str, lines: Vec<String>) {
        if self.page.len() + lines.len() > self.room {
            self.turn();
            if !name.is_empty() {
                self.page.push(name.to_owned());
            }
        }
        self.put(name, lines);
    }

    /// What is longer than a page is torn anywhere.
    fn put(&mut self, name: &str, lines: Vec<String>) {
        for line in lines {
            if self.page.len() == self.room {
                self.turn();
                if !name.is_empty() {
                    self.page.push(name.to_owned());
                }
            }
            self.page.push(line);
        }
    }

    fn turn(&mut self) {
        if !self.page.is_empty() {
            self.done.push(std::mem::take(&mut self.page));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROOM: usize = 20;

    fn block(name: usize, heading: usize, lines: usize) -> Block {
        Block {
            name: format!("{name} goes on"),
            heading: (0..heading).map(|line| format!("{name} heading {line}")).collect(),
            rows: (0..lines).map(|line| vec![format!("{name} line {line}")]).collect(),
            start: Start::Apart,
        }
    }

    #[test]
    fn no_blocks_make_one_empty_page() {
        assert_eq!(pages(Vec::new(), ROOM), [Vec::<String>::new()]);
    }

    #[test]
    fn a_new_page_is_not_begun_twice() {
        let blocks = vec![block(1, 0, 2), Block { start: Start::NewPage, ..block(2, 0, 2) }];
        let laid = pages(blocks, ROOM);
        assert_eq!(laid, [["1 line 0", "1 line 1"], ["2 line 0", "2 line 1"]]);
        let first = Block { start: Start::NewPage, ..block(1, 0, 1) };
        assert_eq!(pages(vec![first], ROOM), [["1 line 0"]]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_title_stands_alone(
            shapes in proptest::collection::vec((0usize..3, 1usize..50), 0..12)
        ) {
            let blocks = || {
                let shapes = shapes.iter().enumerate();
                shapes.map(|(name, (heading, lines))| block(name, *heading, *lines))
            };
            let laid = pages(blocks().collect(), ROOM);
            let kept: Vec<_> = laid
                .iter()
                .flatten()
                .filter(|line| !line.is_empty() && !line.ends_with("goes on"))
                .cloned()
                .collect();
            let put_in: Vec<_> =
                blocks().flat_map(|block| [block.heading, block.rows.concat()].concat()).collect();
            prop_assert_eq!(kept, put_in);

            for page in &laid {
                prop_assert!(page.len() <= ROOM);
                prop_assert!(page.first().is_none_or(|line| !line.is_empty()));
                prop_assert!(page.last().is_none_or(|line| !line.is_empty()));
            }
            for (name, (heading, lines)) in shapes.iter().enumerate() {
                let top = if *heading > 0 { "heading" } else { "line" };
                let top = format!("{name} {top} 0");
                let page = laid.iter().find(|page| page.contains(&top)).unwrap();
                for line in 0..(*lines).min(TOGETHER) {
                    let together = page.contains(&format!("{name} line {line}"));
                    prop_assert!(together, "{}", page.join("\n"));
                }
            }
        }
    }
}
