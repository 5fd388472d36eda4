//! Work done side by side on all processors, and handed on in its order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Does the pieces of work from 0 to `count`, and hands each result to `take` in that order. A few
/// results at most wait to be taken.
pub(super) fn in_order<T: Send>(
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T),
) {
    let hands = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    if hands < 2 {
        return (0..count).for_each(|piece| take(work(piece)));
    }
    let (next, work) = (AtomicUsize::new(0), &work);
    let (sender, done) = mpsc::sync_channel(2 * hands);
    thread::scope(|scope| {
        for _ in 0..hands {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let piece = next.fetch_add(1, Ordering::Relaxed);
                    if piece >= count || sender.send((piece, work(piece))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let (mut early, mut wanted) = (BTreeMap::new(), 0);
        for (piece, result) in done {
            early.insert(piece, result);
            while let Some(result) = early.remove(&wanted) {
                take(result);
                wanted += 1;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_taken_in_its_order() {
        for count in [0, 1, 2, 7, 1_000] {
            let mut taken = Vec::new();
            in_order(count, |piece| piece * 2, |result| taken.push(result));
            assert_eq!(taken, (0..count).map(|piece| piece * 2).collect::<Vec<_>>());
        }
    }
}
