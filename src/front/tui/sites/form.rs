//! The form on the right: the fields of a site, of a domain or of the hierarchy, one after the
//! other. What was typed is in the draft as soon as a field is left, right or wrong.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::hierarchy::draft::{At, Draft, Field as SiteField, Problem, Unknown};

use super::super::field::{Field, Lines};
use super::judged::Judged;

/// What a form is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Hierarchy,
    Site(usize),
    Domain(usize),
}

/// A row of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// The name of the hierarchy.
    Name,
    Site(SiteField),
    DomainName,
    Controllers,
    /// A key of an imported file that means nothing: it can only be taken out.
    Unknown(usize),
}

/// A form with the focus in one of its rows.
#[derive(Debug)]
pub(super) struct Form {
    subject: Subject,
    /// Index into the rows of the subject.
    focus: usize,
    row: Row,
    /// None on a row that cannot be typed in.
    field: Option<Field>,
    /// What the field had when it was last put there: what differs was typed since.
    shown: String,
    /// What there is to choose from; looked up when somebody chooses.
    options: Option<Vec<String>>,
}

/// The rows of a form, from the top.
pub(super) fn rows(draft: &Draft, subject: Subject) -> Vec<Row> {
    let (mut rows, unknown) = match subject {
        Subject::Hierarchy => (vec![Row::Name], draft.unknown.len()),
        Subject::Site(site) => {
            let unknown = draft.sites.get(site).map_or(0, |site| site.unknown.len());
            (SiteField::ALL.map(Row::Site).to_vec(), unknown)
        }
        Subject::Domain(domain) => {
            let unknown = draft.domains.get(domain).map_or(0, |domain| domain.unknown.len());
            (vec![Row::DomainName, Row::Controllers], unknown)
        }
    };
    rows.extend((0..unknown).map(Row::Unknown));
    rows
}

/// What a row has now.
pub(super) fn value(draft: &Draft, subject: Subject, row: Row) -> &str {
    let domain = |domain: usize| draft.domains.get(domain);
    let found = match (subject, row) {
        (Subject::Hierarchy, Row::Name) => Some(draft.name.as_str()),
        (Subject::Hierarchy, Row::Unknown(at)) => draft.unknown.get(at).map(Unknown::value),
        (Subject::Site(site), Row::Site(field)) => {
            draft.sites.get(site).map(|site| site.get(field))
        }
        (Subject::Site(site), Row::Unknown(at)) => {
            draft.sites.get(site).and_then(|site| site.unknown.get(at)).map(Unknown::value)
        }
        (Subject::Domain(at), Row::DomainName) => domain(at).map(|domain| domain.name.as_str()),
        (Subject::Domain(at), Row::Controllers) => {
            domain(at).map(|domain| domain.domain_controllers.as_str())
        }
        (Subject::Domain(at), Row::Unknown(key)) => {
            domain(at).and_then(|domain| domain.unknown.get(key)).map(Unknown::value)
        }
        _ => None,
    };
    found.unwrap_or_default()
}

/// Puts text into a row. The sites below one follow its code.
pub(super) fn put(draft: &mut Draft, subject: Subject, row: Row, text: String) {
    match (subject, row) {
        (Subject::Hierarchy, Row::Name) => draft.name = text,
        (Subject::Site(site), Row::Site(SiteField::Code)) => draft.recode(site, text),
        (Subject::Site(site), Row::Site(field)) => {
            if let Some(site) = draft.sites.get_mut(site) {
                site.set(field, text);
            }
        }
        (Subject::Domain(domain), row) => match (draft.domains.get_mut(domain), row) {
            (Some(domain), Row::DomainName) => domain.name = text,
            (Some(domain), Row::Controllers) => domain.domain_controllers = text,
            _ => {}
        },
        _ => {}
    }
}

/// Takes a key that means nothing out of its list.
pub(super) fn take_out(draft: &mut Draft, subject: Subject, at: usize) {
    let list = match subject {
        Subject::Hierarchy => Some(&mut draft.unknown),
        Subject::Site(site) => draft.sites.get_mut(site).map(|site| &mut site.unknown),
        Subject::Domain(domain) => draft.domains.get_mut(domain).map(|domain| &mut domain.unknown),
    };
    if let Some(list) = list.filter(|list| at < list.len()) {
        list.remove(at);
    }
}

/// What a row is called.
pub(super) fn label(draft: &Draft, subject: Subject, row: Row) -> &str {
    match row {
        Row::Name | Row::DomainName => "Name",
        Row::Site(field) => field.label(),
        Row::Controllers => "Controllers",
        Row::Unknown(at) => {
            let list = match subject {
                Subject::Hierarchy => Some(&draft.unknown),
                Subject::Site(site) => draft.sites.get(site).map(|site| &site.unknown),
                Subject::Domain(domain) => draft.domains.get(domain).map(|domain| &domain.unknown),
            };
            list.and_then(|list| list.get(at)).map_or("", |unknown| unknown.key())
        }
    }
}

/// What to do in a row.
pub(super) fn help(row: Row) -> &'static str {
    match row {
        Row::Name => "Type what the hierarchy is called, such as `Example`.",
        Row::Site(field) => field.help(),
        Row::DomainName => "Type the name of the NT domain, such as `CORP`.",
        Row::Controllers => {
            "Type the domain controllers with commas between them, such as `DC1, DC2`, or `none`."
        }
        Row::Unknown(_) => {
            "The file says this, and it means nothing here. Del takes it out; then what it says \
             is gone."
        }
    }
}

/// Whether something must stand in a row.
pub(super) fn is_required(row: Row) -> bool {
    match row {
        Row::Name | Row::DomainName => true,
        Row::Site(field) => field.is_required(),
        Row::Controllers | Row::Unknown(_) => false,
    }
}

/// Whether a row has a closed set to choose from.
pub(super) fn is_closed(row: Row) -> bool {
    matches!(
        row,
        Row::Site(
            SiteField::Role
                | SiteField::Parent
                | SiteField::Level
                | SiteField::InstalledFrom
                | SiteField::PlannedMethod
                | SiteField::Target
        )
    )
}

/// The row that a problem belongs to; none for one of the whole.
pub(super) fn row_of(at: At) -> Option<Row> {
    match at {
        At::Name => Some(Row::Name),
        At::Site { field, .. } => field.map(Row::Site),
        At::Domain { controllers: true, .. } => Some(Row::Controllers),
        At::Domain { controllers: false, .. } => Some(Row::DomainName),
        At::File => None,
    }
}

/// The form that a problem shows in.
pub(super) fn subject_of(at: At) -> Subject {
    match at {
        At::Name | At::File => Subject::Hierarchy,
        At::Site { index, .. } => Subject::Site(index),
        At::Domain { index, .. } => Subject::Domain(index),
    }
}

/// The problems that show in a form.
pub(super) fn problems(judged: &Judged, subject: Subject) -> Vec<&Problem> {
    match subject {
        Subject::Hierarchy => judged.of_hierarchy().collect(),
        Subject::Site(site) => judged.of_site(site).collect(),
        Subject::Domain(domain) => judged.of_domain(domain).collect(),
    }
}

impl Form {
    /// Opens a form at a row, or at its first one.
    pub(super) fn open(draft: &Draft, subject: Subject, at: Option<Row>) -> Self {
        let mut form = Self {
            subject,
            focus: 0,
            row: Row::Name,
            field: None,
            shown: String::new(),
            options: None,
        };
        let rows = rows(draft, subject);
        let focus = at.and_then(|at| rows.iter().position(|row| *row == at));
        form.focus_on(draft, focus.unwrap_or(0));
        form
    }

    /// Puts the focus into a row; returns false where there is none.
    pub(super) fn focus_on(&mut self, draft: &Draft, focus: usize) -> bool {
        let Some(row) = rows(draft, self.subject).get(focus).copied() else { return false };
        (self.focus, self.row, self.options) = (focus, row, None);
        let text = value(draft, self.subject, row);
        self.field = (!matches!(row, Row::Unknown(_))).then(|| Field::new(Lines::One, text));
        self.shown = self.text();
        true
    }

    pub(super) fn subject(&self) -> Subject {
        self.subject
    }

    pub(super) fn focus(&self) -> usize {
        self.focus
    }

    pub(super) fn row(&self) -> Row {
        self.row
    }

    pub(super) fn field(&self) -> Option<&Field> {
        self.field.as_ref()
    }

    pub(super) fn field_mut(&mut self) -> Option<&mut Field> {
        self.field.as_mut()
    }

    fn text(&self) -> String {
        self.field.as_ref().map(Field::text).unwrap_or_default()
    }

    /// What was typed into the field, where that was anything.
    pub(super) fn typed(&self) -> Option<String> {
        let text = self.text();
        (text != self.shown).then(|| text.trim().to_owned())
    }

    /// What was typed has been taken over.
    pub(super) fn taken(&mut self) {
        self.shown = self.text();
    }

    /// Takes a key that chooses from a closed set; other keys are text.
    pub(super) fn choose(&mut self, key: KeyEvent, draft: &Draft) -> bool {
        let by = match key.code {
            KeyCode::Left => -1,
            KeyCode::Right => 1,
            // Levels have spaces in them: there it is a letter.
            KeyCode::Char(' ') if !self.options(draft).iter().any(|one| one.contains(' ')) => 1,
            _ => return false,
        };
        let is_plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        // Whoever types a value moves and spaces in it as in any other text.
        if !is_plain || !is_closed(self.row) || self.is_half_typed(draft) {
            return false;
        }
        self.cycle(draft, by);
        true
    }

    fn is_half_typed(&mut self, draft: &Draft) -> bool {
        let text = self.text();
        text != self.shown && !self.options(draft).contains(&text)
    }

    fn options(&mut self, draft: &Draft) -> &[String] {
        let (subject, row) = (self.subject, self.row);
        self.options.get_or_insert_with(|| match (subject, row) {
            (Subject::Site(site), Row::Site(field)) => field.options(draft, site),
            _ => Vec::new(),
        })
    }

    fn cycle(&mut self, draft: &Draft, by: isize) {
        let text = self.text();
        let options = self.options(draft);
        let Some(last) = options.len().checked_sub(1) else { return };
        let next = match (options.iter().position(|option| *option == text), by) {
            (Some(at), 1..) => (at + 1) % options.len(),
            (Some(at), _) => at.checked_sub(1).unwrap_or(last),
            (None, 1..) => 0,
            (None, _) => last,
        };
        let next = options[next].clone();
        if let Some(field) = &mut self.field {
            field.set(&next);
        }
    }
}
