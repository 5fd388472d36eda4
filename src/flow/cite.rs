//! What a step or a warning stands on.

use std::ops::Range;

use toml::Spanned;

use super::Cite;
use super::raw::{RawCite, Written};
use crate::step::Page;
use crate::text;

/// Reads `section` or `cites`. `article` is the article of the file; `flow.toml` has none.
pub(super) fn cites(
    page: &mut Page<'_>,
    table: &Range<usize>,
    article: Option<&str>,
    section: Option<&Written>,
    cites: Option<&Spanned<Vec<RawCite>>>,
) -> Vec<Cite> {
    match (section, cites) {
        (Some(section), None) => {
            if let Some(article) = article {
                let section = page.plain("section", section);
                vec![Cite { article: article.to_owned(), section }]
            } else {
                page.advise(
                    section.span(),
                    "`section` is of the article of a file, and this file has none",
                    "write `cites = [{ article = \"Q171338\", section = \"step 5\" }]`",
                );
                Vec::new()
            }
        }
        (None, Some(cites)) => {
            // A cite that could not be read has been left out.
            if cites.get_ref().is_empty() && !page.is_damaged(table) {
                page.mistake(cites.span(), "`cites` is empty");
            }
            let cites = cites.get_ref().iter();
            cites
                .map(|raw| Cite {
                    article: self::article(page, &raw.article),
                    section: page.plain("section", &raw.section),
                })
                .collect()
        }
        (Some(section), Some(_)) => {
            page.advise(
                section.span(),
                "`section` and `cites` are both given",
                "put the section among the cites",
            );
            Vec::new()
        }
        (None, None) => {
            if !page.is_damaged(table) {
                page.advise(
                    table.clone(),
                    "it does not say what it stands on",
                    "add `section = ...` or `cites = [...]`",
                );
            }
            Vec::new()
        }
    }
}

/// The name of an article: `Q` and five or six digits.
pub(super) fn article(page: &mut Page<'_>, written: &Written) -> String {
    let id = written.get_ref();
    let digits = id.strip_prefix('Q').unwrap_or_default();
    let is_well_formed =
        matches!(digits.len(), 5 | 6) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_well_formed {
        page.advise(
            written.span(),
            format!("{} is not the number of an article", text::quoted(id)),
            "write `Q` and five or six digits, such as `Q171338`",
        );
    }
    id.clone()
}
