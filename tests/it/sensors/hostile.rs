//! Whatever the bytes: a reading, no panic, and one that stays small.

use proptest::prelude::*;
use upgrade_wizard::sensor::{Context, Kind, Reading, Several, Verdict, read};

use super::cases::CASES;
use super::{files, folder, hierarchy, kind};

/// Bytes of the large files.
const LARGE: usize = 10 * 1024 * 1024;

/// Bytes of those that are made to be slow: enough for anything quadratic to take hours.
const SLOW: usize = 1024 * 1024;

/// What a reading holds, in bytes of text.
fn size(reading: &Reading) -> usize {
    format!("{reading:?}").len()
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::ALL.to_vec())
}

fn fixtures() -> Vec<(Kind, Vec<u8>)> {
    let found = files(&folder(), "").into_iter().filter(|(name, _)| name != "hierarchy.toml");
    found.map(|(name, bytes)| (kind(&name), bytes)).collect()
}

proptest! {
    #[test]
    fn arbitrary_bytes_have_a_reading(
        kind in kinds(),
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let hierarchy = hierarchy();
        let asking = Context {
            hierarchy: Some(&hierarchy),
            site: Some("SEC"),
            hotfix: Some("Q252717"),
            ..Context::default()
        };
        for context in [Context::default(), asking] {
            let reading = read(kind, &bytes, &context);
            prop_assert_ne!(reading.verdict, Verdict::Proves);
        }
        let mut several = Several::new(kind, Context::default());
        several.add("one", None, &bytes);
        several.add("other", None, &bytes);
        prop_assert_ne!(several.finish().verdict, Verdict::Proves);
    }

    #[test]
    fn a_damaged_fixture_has_a_reading(
        which in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        reads_as in prop::option::of(kinds()),
    ) {
        let hierarchy = hierarchy();
        let fixtures = fixtures();
        let (kind, mut bytes) = which.get(&fixtures).clone();
        for (at, bits) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        let site = Some("SEC");
        let hotfix = Some("Q252717");
        let context = Context { hierarchy: Some(&hierarchy), site, hotfix, ..Context::default() };
        let reading = read(reads_as.unwrap_or(kind), &bytes, &context);
        prop_assert!(size(&reading) < 100_000);
    }
}

/// A file of one kind in which a piece comes again and again.
fn repeated(head: &str, piece: &str) -> Vec<u8> {
    let mut bytes = head.as_bytes().to_vec();
    while bytes.len() < SLOW {
        bytes.extend_from_slice(piece.as_bytes());
    }
    bytes
}

fn bounded(kind: Kind, bytes: &[u8]) {
    let hierarchy = hierarchy();
    let context = Context { hierarchy: Some(&hierarchy), ..Context::default() };
    let reading = read(kind, bytes, &context);
    assert!(size(&reading) < 200_000, "{kind}: {} bytes", size(&reading));
}

#[test]
fn a_large_file_has_a_small_reading() {
    // Every fixture of its kind that proves something, over and over.
    for kind in Kind::ALL {
        let case = CASES
            .iter()
            .find(|case| super::kind(case.path) == kind && folder().join(case.path).is_file());
        let bytes = std::fs::read(folder().join(case.unwrap().path)).unwrap();
        let times = LARGE / bytes.len() + 1;
        bounded(kind, &bytes.repeat(times));
    }
}

#[test]
fn a_file_made_to_be_slow_has_a_reading() {
    let table = [
        (Kind::RegistryExport, "REGEDIT4\n\"a\"=\"", "\n\"\\"),
        (Kind::RegistryExport, "REGEDIT4\n\"a\"=hex:", "01,\\\n"),
        (Kind::RegistryExport, "REGEDIT4\n\"a\"=hex(1):", "41,"),
        (Kind::Copylog, "[FILE SOURCE]\n", "SITES\\AAA\\x=b"),
        (Kind::Copylog, "[FILE SOURCE]\n", "SITES\\AAA\\x=bbb\n"),
        (Kind::HotfixLog, "*** Installation Started\n", "File Overwrite: Q\n"),
        (Kind::HotfixLog, "", "*** Installation Started QQQQ"),
        (Kind::FileVersions, "a.dll 2.0.1380.1 ", "b.dll "),
        (Kind::FileVersions, "", "1.2.3.4."),
        (Kind::SiteControlFile, "BEGIN_FILE_DEFINITION ", "9"),
        (Kind::SystemMap, "", "DIRECTORY \"((((\"\n"),
        (Kind::HierarchyManagerLog, "", "status SEC 1 $$<SMS_HIERARCHY_MANAGER> "),
        (Kind::HierarchyManagerLog, "", "{1} ERROR status SEC 3\n"),
        (Kind::SetupLog, "", "<01-01-1999 00:00:00> cannot copy cannot copy "),
        (Kind::EventLog, "", "6/26/00\t4:18\t1\t0\t359\tN/A\tSMS\tA\tx\n"),
        (Kind::EventLog, "", "6/26/00 4:18 1 0 359 SMS a a "),
        (Kind::NetView, "-----\n", "\\\\a SMS_SHR\n"),
        (Kind::ServiceState, "", "STATE : SERVICE_NAME: system error 1061\n"),
        (Kind::SpaceUsed, "", "database_name database_size\na 1 KB\n"),
        (Kind::SpaceUsed, "database_name database_size\n", "9"),
    ];
    for (kind, head, piece) in table {
        bounded(kind, &repeated(head, piece));
    }
    for kind in Kind::ALL {
        bounded(kind, &vec![0x80; SLOW]);
    }
}
