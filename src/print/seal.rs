//! What the code of the seal holds.

use super::Head;

/// `upgrade-wizard seal RUN LINES sha256:HEX`: enough to compare a print with a record by hand.
/// `None` where nobody has signed the whole file.
pub(super) fn text(head: &Head) -> Option<String> {
    let Head { run, record_lines, record_sha256, .. } = head;
    let text = format!("upgrade-wizard seal {run} {record_lines} sha256:{record_sha256}");
    head.sealed.is_some().then(|| crate::text::shown(&text).into_owned())
}
