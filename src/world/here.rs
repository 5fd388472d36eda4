//! This machine, and chance.

use std::env;
use std::path::PathBuf;

use jiff::Timestamp;

/// The named pipe of the agent that comes with Windows.
const WINDOWS_AGENT: &str = r"\\.\pipe\openssh-ssh-agent";

/// Now, in whole seconds, UTC.
pub fn now() -> Timestamp {
    let second = Timestamp::now().as_second();
    Timestamp::from_second(second).expect("a timestamp cut to the second is still one")
}

/// `N` random bytes from the system.
pub fn random<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
        hex
    })
}

/// The SHA-256 of bytes, in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes))
}

/// The name of this machine; "unknown" where it does not tell.
pub fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// The login name of the user; "operator" where the system does not tell.
pub fn user() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| env::var(name).ok());
    named.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "operator".to_owned())
}

/// The folder of the user that nobody else can read by Windows' own rules. `None` on other systems,
/// where a file says itself who may read it.
pub fn profile() -> Option<PathBuf> {
    if cfg!(windows) { env::var_os("USERPROFILE").map(PathBuf::from) } else { None }
}

/// Where the user's ssh-agent listens, if one is known: on Windows also where it always does.
pub fn agent() -> Option<PathBuf> {
    let named = env::var_os("SSH_AUTH_SOCK").filter(|name| !name.is_empty());
    let usual = || cfg!(windows).then(|| WINDOWS_AGENT.into());
    named.or_else(usual).map(PathBuf::from)
}

/// What this boot of the machine is called; empty where the system does not tell.
#[cfg(windows)]
pub fn boot() -> String {
    super::windows::boot()
}

/// What this machine is called among machines; empty where the system does not tell.
#[cfg(windows)]
pub fn machine() -> String {
    super::windows::machine()
}

/// Seconds that this machine has been up, time asleep included. `None` where it does not tell.
#[cfg(windows)]
pub fn up_seconds() -> Option<i64> {
    Some(super::windows::up_seconds())
}

/// What this boot of the machine is called; empty where the system does not tell.
#[cfg(not(windows))]
pub fn boot() -> String {
    first_line("/proc/sys/kernel/random/boot_id")
}

/// What this machine is called among machines; empty where the system does not tell.
#[cfg(not(windows))]
pub fn machine() -> String {
    first_line("/etc/machine-id")
}

/// Seconds that this machine has been up, time asleep included. `None` where it does not tell.
#[cfg(not(windows))]
pub fn up_seconds() -> Option<i64> {
    first_line("/proc/uptime").split('.').next()?.parse().ok()
}

#[cfg(not(windows))]
fn first_line(path: &str) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().next().unwrap_or_default().trim().to_owned()
}
