//! Evidence that is being read beside the walk.

use std::path::PathBuf;

use crate::plan::StepIx;

/// A file or folder that is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) job: u64,
    pub(super) step: StepIx,
    pub(super) path: PathBuf,
    pub(super) read_bytes: u64,
    pub(super) total_bytes: u64,
    pub(super) elapsed_ms: u64,
    /// Why it was not attached; stays until somebody looks elsewhere.
    pub(super) failed: Option<String>,
}

impl Reading {
    /// The last part of the path.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    pub(super) fn is_going_on(&self) -> bool {
        self.failed.is_none()
    }

    /// Bytes in a second, once there is something to go by.
    pub(super) fn rate(&self) -> Option<u64> {
        (self.elapsed_ms >= 250).then(|| self.read_bytes.saturating_mul(1000) / self.elapsed_ms)
    }

    /// Seconds that are left, where that can be told.
    pub(super) fn seconds_left(&self) -> Option<u64> {
        let rate = self.rate().filter(|rate| *rate > 0)?;
        let left = self.total_bytes.checked_sub(self.read_bytes)?;
        Some(left.div_ceil(rate))
    }

    /// "410 MiB/s, 2 s left".
    pub(super) fn pace(&self) -> String {
        match (self.rate(), self.seconds_left()) {
            (Some(rate), Some(left)) => format!("{}/s, {} left", size(rate), duration(left)),
            _ => "reading".to_owned(),
        }
    }
}

/// A number of bytes in binary units: "1.8 GiB".
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut tenths = bytes.saturating_mul(10);
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if unit == 0 || whole >= 100 {
        format!("{whole} {}", UNITS[unit])
    } else {
        format!("{whole}.{tenth} {}", UNITS[unit])
    }
}

/// Seconds in words: "2 s", "3 min", "1 h 5 min".
pub(super) fn duration(seconds: u64) -> String {
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5_999 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_are_short() {
        let sizes = [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (421_888, "412 KiB"),
            (1_932_735_283, "1.7 GiB"),
            (u64::MAX, "1677721 TiB"),
        ];
        for (bytes, expected) in sizes {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
        for (seconds, expected) in
            [(0, "0 s"), (99, "99 s"), (100, "2 min"), (3600, "60 min"), (7500, "2 h 5 min")]
        {
            assert_eq!(duration(seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn the_pace_is_told_once_there_is_something_to_go_by() {
        let mut reading = Reading {
            job: 1,
            step: StepIx(0),
            path: "dump.dat".into(),
            read_bytes: 0,
            total_bytes: 4_194_304,
            elapsed_ms: 10,
            failed: None,
        };
        assert_eq!(reading.pace(), "reading");
        (reading.read_bytes, reading.elapsed_ms) = (1_048_576, 1000);
        assert_eq!(reading.pace(), "1.0 MiB/s, 3 s left");
    }
}
