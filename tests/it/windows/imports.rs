//! What the executable asks of Windows before it runs: a library or a function that is not there
//! ends it with a box that says so, and with nothing else.

use std::collections::BTreeSet;
use std::fs;

use object::LittleEndian as LE;
use object::read::pe::{ImageNtHeaders as _, ImageThunkData as _, PeFile64};

use super::wine::{Machine, Wine};
use crate::stage::Stage;

/// Libraries of Windows 7 that we may ask for.
const OF_WINDOWS_7: [&str; 12] = [
    "advapi32.dll",
    "bcrypt.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "ntdll.dll",
    "ole32.dll",
    "oleaut32.dll",
    "shell32.dll",
    "shlwapi.dll",
    "user32.dll",
    "userenv.dll",
    "ws2_32.dll",
];

/// What Windows 10 has beyond them, that the standard library asks for.
const OF_WINDOWS_10: [&str; 3] =
    ["api-ms-win-core-synch-l1-2-0.dll", "bcryptprimitives.dll", "combase.dll"];

/// Functions that came into libraries of those names after Windows 7.
const AFTER_WINDOWS_7: [&str; 18] = [
    "CreateFile2",
    "CreatePseudoConsole",
    "GetCurrentThreadStackLimits",
    "GetOverlappedResultEx",
    "GetSystemTimePreciseAsFileTime",
    "GetTempPath2W",
    "GetThreadDescription",
    "MapViewOfFile3",
    "PrefetchVirtualMemory",
    "ProcessPrng",
    "QueryUnbiasedInterruptTimePrecise",
    "SetThreadDescription",
    "SetThreadInformation",
    "VirtualAlloc2",
    "WaitOnAddress",
    "WakeByAddressAll",
    "WakeByAddressSingle",
    "GetFileInformationByName",
];

/// Libraries, in lower case, and functions that an executable imports.
fn imports(bytes: &[u8]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut libraries, mut functions) = (BTreeSet::new(), BTreeSet::new());
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let file = PeFile64::parse(bytes).unwrap();
    assert!(file.nt_headers().is_valid_optional_magic());
    let table = file.import_table().unwrap().unwrap();
    let mut descriptors = table.descriptors().unwrap();
    while let Some(descriptor) = descriptors.next().unwrap() {
        let library = table.name(descriptor.name.get(LE)).unwrap();
        libraries.insert(text(library).to_ascii_lowercase());
        let mut thunks = table.thunks(descriptor.original_first_thunk.get(LE)).unwrap();
        while let Some(thunk) = thunks.next::<object::pe::ImageNtHeaders64>().unwrap() {
            assert!(!thunk.is_ordinal(), "a number instead of a name tells nothing");
            let (_, name) = table.hint_name(thunk.address()).unwrap();
            functions.insert(text(name));
        }
    }
    (libraries, functions)
}

fn is_for_windows_7(wine: &Wine) -> bool {
    wine.exe().components().any(|it| it.as_os_str().to_string_lossy().starts_with("x86_64-win7-"))
}

#[test]
fn the_executable_asks_for_nothing_that_its_windows_has_not() {
    let Some(wine) = Wine::named() else { return };
    let (libraries, functions) = imports(&fs::read(wine.exe()).unwrap());
    assert!(libraries.contains("kernel32.dll") && functions.len() > 50, "{libraries:?}");
    let is_for_windows_7 = is_for_windows_7(&wine);
    let beyond = if is_for_windows_7 { &[][..] } else { &OF_WINDOWS_10 };
    let is_known =
        |name: &&String| OF_WINDOWS_7.contains(&name.as_str()) || beyond.contains(&name.as_str());
    let unknown: Vec<_> = libraries.iter().filter(|name| !is_known(name)).collect();
    assert_eq!(unknown, Vec::<&String>::new());
    if is_for_windows_7 {
        let newer = AFTER_WINDOWS_7.iter().filter(|name| functions.contains(**name));
        assert_eq!(newer.collect::<Vec<_>>(), Vec::<&&str>::new());
    }
}

#[test]
fn the_one_for_windows_7_plans_where_wine_plays_that() {
    let Some(wine) = Wine::named() else { return };
    if !is_for_windows_7(&wine) {
        return;
    }
    let machine = Machine::new();
    assert!(machine.program("winecfg").args(["-v", "win7"]).status().unwrap().success());
    let version = machine.program("cmd").args(["/c", "ver"]).output().unwrap().stdout;
    assert!(String::from_utf8_lossy(&version).contains("6.1.7601"), "{version:?}");
    let stage = Stage::bare();
    let plan = ["plan", "--example"];
    let planned = wine.on(&machine).run(&stage.home(), stage.dir.path(), &plan).code(0);
    assert_eq!(planned.stdout, stage.run(&plan).with_code(0).out);
}
