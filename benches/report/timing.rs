//! Times taken turn by turn, and what they come to.

use std::time::{Duration, Instant};

/// Does each piece of work once a round, so that whatever slows the machine down slows all of them
/// down; returns the times of each.
pub(crate) fn in_turn<const N: usize>(
    rounds: usize,
    mut work: [&mut dyn FnMut(); N],
) -> [Vec<Duration>; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..rounds {
        for (work, times) in work.iter_mut().zip(&mut times) {
            times.push(time(&mut **work));
        }
    }
    times
}

pub(crate) fn time(work: impl FnOnce()) -> Duration {
    let since = Instant::now();
    work();
    since.elapsed()
}

/// The time that so much of all is not above.
pub(crate) fn part(times: &[Duration], part: f64) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
    #[expect(clippy::cast_precision_loss, reason = "few times are taken")]
    let at = ((sorted.len() - 1) as f64 * part).round() as usize;
    sorted[at]
}

pub(crate) fn median(times: &[Duration]) -> Duration {
    part(times, 0.5)
}

/// How many times as long one took as the other: the median of the rounds.
pub(crate) fn ratio(one: &[Duration], other: &[Duration]) -> f64 {
    let mut ratios: Vec<f64> =
        one.iter().zip(other).map(|(one, other)| one.as_secs_f64() / other.as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// A time for people.
pub(crate) fn words(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds >= 1.0 {
        format!("{seconds:.2} s")
    } else if seconds >= 0.001 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{:.0} µs", seconds * 1e6)
    }
}
