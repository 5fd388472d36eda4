//! What Windows tells of this machine. Elsewhere `here` reads it in files.

use winsafe::{FILETIME, GetTickCount64, HKEY, RegistryValue, co};

/// Made anew with each boot, and changed by nobody after that.
const MADE_AT_BOOT: &str = r"HARDWARE\DESCRIPTION";

/// What this boot of the machine is called: when the system began to describe its hardware, in the
/// unit of Windows. Empty where it does not tell.
pub(super) fn boot() -> String {
    let key = HKEY::LOCAL_MACHINE.RegOpenKeyEx(
        Some(MADE_AT_BOOT),
        co::REG_OPTION::default(),
        co::KEY::READ,
    );
    let mut made = FILETIME::default();
    let asked = key.and_then(|key| {
        key.RegQueryInfoKey(None, None, None, None, None, None, None, None, Some(&mut made))
    });
    match asked {
        Ok(()) => format!("{:08x}{:08x}", made.dwHighDateTime, made.dwLowDateTime),
        Err(_) => String::new(),
    }
}

/// What this machine is called among machines; empty where the system does not tell.
pub(super) fn machine() -> String {
    let id = HKEY::LOCAL_MACHINE.RegGetValue(
        Some(r"SOFTWARE\Microsoft\Cryptography"),
        Some("MachineGuid"),
        co::RRF::RT_REG_SZ | co::RRF::SUBKEY_WOW6464KEY,
    );
    match id {
        Ok(RegistryValue::Sz(id)) => id,
        Ok(_) | Err(_) => String::new(),
    }
}

/// The folders of the user: for what goes along to another machine, and for what stays on this one.
#[cfg(target_vendor = "win7")]
pub(super) fn folders() -> Option<(std::path::PathBuf, std::path::PathBuf)> {
    let folder = |id| Some(winsafe::SHGetKnownFolderPath(id, co::KF::DEFAULT, None).ok()?.into());
    Some((folder(&co::KNOWNFOLDERID::RoamingAppData)?, folder(&co::KNOWNFOLDERID::LocalAppData)?))
}

/// Seconds that this machine has been up, time asleep included.
pub(super) fn up_seconds() -> i64 {
    i64::try_from(GetTickCount64() / 1000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_tells_its_boot_and_its_name_and_says_the_same_again() {
        assert!(!boot().is_empty() && !machine().is_empty());
        assert_eq!((boot(), machine()), (boot(), machine()));
        assert!(up_seconds() >= 0);
        assert!(folders().is_some_and(|(roaming, local)| roaming != local));
    }
}
