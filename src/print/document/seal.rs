//! The code on the front: what somebody with a phone compares with the record.

use crate::text::QrCode;

use super::super::content::Checklist;
use super::{Code, Look, Words};

/// The code of the seal. A record that nobody has sealed has none, and the print says so.
pub(super) fn code(list: &Checklist) -> Code {
    let name = "QR code of the seal";
    let Some(text) = &list.seal_text else {
        let why = "NOT SEALED: nobody has signed the record as a whole yet, so there is no code \
             of a seal.";
        return Code { matrix: None, name, text: Words::say(why) };
    };
    let text_below = Words::quiet("Holds: ").and(Look::Exact, text);
    Code { matrix: QrCode::of(text), name, text: text_below }
}
