//! The structure of the document, for who hears it read and for who searches it.

use std::num::NonZeroU16;

use krilla::tagging::{
    Identifier, ListNumbering, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
    TextDecorationType,
};

/// A node of the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(usize);

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Heading {
        level: u16,
        title: String,
    },
    Paragraph,
    Section,
    List,
    ListItem,
    Label,
    Body,
    Table {
        summary: String,
    },
    Row,
    HeadOfRow,
    HeadOfColumn,
    Cell,
    Code,
    /// A picture, and what it says.
    Figure {
        says: String,
    },
    /// Struck through.
    Struck,
}

/// The structure in the making.
#[derive(Debug, Default)]
pub(super) struct Tags {
    nodes: Vec<(Kind, Vec<Child>)>,
    top: Vec<NodeId>,
}

#[derive(Debug)]
enum Child {
    Node(NodeId),
    Leaf(Identifier),
}

impl Tags {
    /// Adds a node below another, or at the top.
    pub(super) fn add(&mut self, below: Option<NodeId>, kind: Kind) -> NodeId {
        let id = NodeId(self.nodes.len());
        self.nodes.push((kind, Vec::new()));
        match below {
            Some(NodeId(parent)) => self.nodes[parent].1.push(Child::Node(id)),
            None => self.top.push(id),
        }
        id
    }

    /// Says that what was drawn belongs to a node.
    pub(super) fn drawn(&mut self, node: NodeId, leaf: Identifier) {
        self.nodes[node.0].1.push(Child::Leaf(leaf));
    }

    /// The whole structure.
    pub(super) fn tree(mut self) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some("en".to_owned()));
        for top in std::mem::take(&mut self.top) {
            tree.push(self.group(top));
        }
        tree
    }

    /// As deep as a cell of a table in a section: never deeper than the kinds above.
    fn group(&mut self, id: NodeId) -> TagGroup {
        let (kind, children) =
            std::mem::replace(&mut self.nodes[id.0], (Kind::Section, Vec::new()));
        let mut group = TagGroup::new(tag(kind));
        for child in children {
            match child {
                Child::Node(node) => group.push(self.group(node)),
                Child::Leaf(leaf) => group.push(leaf),
            }
        }
        group
    }
}

fn tag(kind: Kind) -> TagKind {
    match kind {
        Kind::Heading { level, title } => {
            Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(title)).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::Section => Tag::Section.into(),
        Kind::List => Tag::L(ListNumbering::None).into(),
        Kind::ListItem => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Table { summary } => Tag::Table.with_summary(Some(summary)).into(),
        Kind::Row => Tag::TR.into(),
        Kind::HeadOfRow => Tag::TH(TableHeaderScope::Row).into(),
        Kind::HeadOfColumn => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Code => Tag::Code.into(),
        Kind::Figure { says } => Tag::Figure(Some(says)).into(),
        Kind::Struck => {
            Tag::Span.with_text_decoration_type(Some(TextDecorationType::LineThrough)).into()
        }
    }
}
