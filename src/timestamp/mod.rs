//! Time-stamps as RFC 3161 has them: what is asked of an authority, and what it answers.
//!
//! Pure: bytes in, bytes out. An authority is asked by hand, since the program has no network. What
//! is read here comes from strangers: sizes are limited, nothing recurses, and only DER is read, so
//! that there is one way to understand every byte. Whether the authority's signature and its
//! certificate hold is not looked at; `openssl ts` does that.

mod der;
mod name;
mod reply;
mod request;
mod token;

use std::fmt::Write as _;

pub use der::Misread;
pub use reply::Reply;
pub use request::Request;
pub use token::{Stamp, Token};

/// Largest request or reply that is read, in bytes.
pub const STAMP_LIMIT: usize = 64 * 1024;

/// SHA-256, 2.16.840.1.101.3.4.2.1, as it stands behind its tag and length.
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// The name of the request of that number beside a record, from 0.
pub fn request_name(number: usize) -> String {
    numbered(number, "tsq")
}

/// The name of the reply of that number beside a record, from 0.
pub fn reply_name(number: usize) -> String {
    numbered(number, "tsr")
}

fn numbered(number: usize, ending: &str) -> String {
    match number {
        0 => format!("record.{ending}"),
        _ => format!("record-{number}.{ending}"),
    }
}

/// Requests, and replies, that may lie beside one record.
pub const STAMPS_MAX: usize = 16;

/// Whether a file of that name beside a record is a request.
pub fn is_request(name: &str) -> bool {
    (0..STAMPS_MAX).any(|number| request_name(number) == name)
}

/// Whether a file of that name beside a record is a reply.
pub fn is_reply(name: &str) -> bool {
    (0..STAMPS_MAX).any(|number| reply_name(number) == name)
}

/// What checks a reply with stock tools, in the folder of the record. `ca.pem` comes from the
/// authority, by another road.
pub fn check_command(reply: &str) -> String {
    format!("openssl ts -verify -data record.jsonl -in {reply} -CAfile ca.pem")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string does not fail");
        hex
    })
}
