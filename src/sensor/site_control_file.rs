//! `site-control-file`: `Sitectrl.ct0`, the master of a site's configuration.
//!
//! Recognises a text that begins with `BEGIN_FILE_DEFINITION` (Q133113), and pieces of one by their
//! `BEGIN_` blocks, which decide nothing. Proves a backup (Q171338 step 6): of type 1 (actual) or 2
//! (proposed), names the site that is asked about, and below the size at which SMS 1.x loses
//! changes (Q162536, Q255262). Its service pack number is always 0 and not looked at (Q171038).

use crate::level::Level;

use super::decode::{after, lines, text};
use super::reading::tick;
use super::{Context, FindingId, Kind, Reading};

const KIND: Kind = Kind::SiteControlFile;

/// The keyword with which a file begins.
const BEGIN: &str = "BEGIN_FILE_DEFINITION";

/// Bytes that SMS 1.0 to 1.2 can hold without a service pack (Q162536).
const LIMIT_EARLY: usize = 256 * 1024;

/// Bytes that SMS 1.2 can hold with one (Q255262).
const LIMIT_1X: usize = 454_000;

/// Characters after the keyword in which the type has to stand.
const TYPE_WITHIN: usize = 1000;

pub(super) fn read(bytes: &[u8], context: &Context) -> Reading {
    let text = text(bytes);
    let mut reading = Reading::of(KIND);
    let Some(body) = after(text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']), BEGIN)
    else {
        if !is_piece(&text) {
            return Reading::not_recognised(KIND);
        }
        reading.found_beside("whole", false, format!("yes, beginning with {BEGIN}"));
        return reading;
    };
    // A file that a full disk or a broken copy left is not seldom filled up with zeros.
    let is_text = !body.contains('\0');
    reading.found_beside("text", is_text, "yes");
    let is_master = judge_type(body, &mut reading);
    let is_of_site = judge_site(body, context, &mut reading);
    let is_small = judge_size(bytes.len(), context, &mut reading);
    reading.concluded(is_text && is_master && is_of_site && is_small)
}

/// Whether there are blocks with fields in angle brackets.
fn is_piece(text: &str) -> bool {
    let mut lines = lines(text).map(|(_, line)| line.trim_start());
    let has_block = lines.any(|line| after(line, "BEGIN_").is_some());
    has_block && lines.any(|line| line.contains('<') && line.contains('>'))
}

/// Whether it is the actual or the proposed file: the first whole number says it.
fn judge_type(body: &str, reading: &mut Reading) -> bool {
    let mut end = body.len().min(TYPE_WITHIN);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let number = body[..end]
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .find_map(|word| word.parse::<u32>().ok());
    let word = match number {
        None => "none",
        Some(1) => "1 (actual)",
        Some(2) => "2 (proposed)",
        Some(3) => "3 (new site)",
        Some(4) => "4 (transactions)",
        Some(6) => "6 (local transactions)",
        Some(_) => "not known",
    };
    reading.found_beside("file_type", word, "1 (actual) or 2 (proposed)");
    matches!(number, Some(1 | 2))
}

/// Whether the code of the site stands in it as a word, or nobody asks.
fn judge_site(body: &str, context: &Context, reading: &mut Reading) -> bool {
    let Some(site) = context.site else { return true };
    let words = || body.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names_it = words().any(|word| word.eq_ignore_ascii_case(site));
    reading.found_beside("names_site", names_it, format!("yes ({site})"));
    if !names_it {
        let text = format!("The code {} is nowhere in it: it is of another site.", tick(site));
        reading.finding(FindingId::WrongSite, None, text);
    }
    names_it
}

/// Whether SMS itself can hold a file of this size.
fn judge_size(size: usize, context: &Context, reading: &mut Reading) -> bool {
    let Some(level) = context.level().filter(|level| level.is_1x()) else { return true };
    let limit = if level <= Level::SMS_1_2 { LIMIT_EARLY } else { LIMIT_1X };
    reading.found_beside("size_bytes", size, format!("less than {limit} at {level}"));
    size < limit
}
