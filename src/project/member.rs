//! A document as the other documents of its project need to know it.
//!
//! It owns all that it says, so that the text of ten thousand documents need not be kept; its spans
//! point into that text, should something have to be said about it.

use super::claims::{self, Claim};
use super::ids::Id;
use super::limits::{self, Stated};
use super::mentions::{self, Mention};
use super::named_sections::{self, NamedSection};
use super::packages;
use super::remarks;
use super::state::{self, State};
use crate::model::{self, Document, Entry, Value};
use crate::schema::{Family, Level};
use crate::source::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text as a reader sees it, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Rendered text, trimmed; of a path the characters of the source.
    pub text: String,
    /// Its source.
    pub span: Span,
    /// The line that it begins in, from 1.
    pub line: usize,
}

/// A document of a project.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its path, relative to the project's root.
    pub path: String,
    /// `record`, `plan` or the name of another schema.
    pub kind: String,
    /// What its schema is about.
    pub family: Family,
    /// Its title.
    pub title: Option<Text>,
    /// Where to point when the document as a whole is meant.
    pub top: Span,
    /// Headings and labels, in order.
    pub sections: Vec<Section>,
    /// Its decisions, in order.
    pub decisions: Vec<Decision>,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
    /// Its patch plans, table by table.
    pub plans: Vec<Plan>,
    /// Words that have the form of decision ids, in order.
    pub mentions: Vec<Mention>,
    /// Ids that it gives to something without a table of decisions, or writes in headings and code; sorted.
    pub defined: Vec<Id>,
    /// What its running text says about invariants.
    pub claims: Vec<Claim>,
    /// Where its links lead, as written.
    pub links: Vec<Text>,
    /// Where its decisions and budgets tables may limit something.
    pub limits: Vec<Stated>,
    /// Paths of Markdown files that stand in its running text.
    pub paths: Vec<Text>,
    /// Severities that its schema gives to rules.
    pub severities: Vec<(String, Level)>,
}

/// A heading or label.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its text; the span covers the heading line.
    pub heading: Text,
    /// What the schema calls it.
    pub id: Option<String>,
    /// 1 to 6 for headings, [`LABEL`](model::LABEL) for labels.
    pub level: u8,
    /// From its heading to the next section that is not inside it.
    pub span: Span,
    /// Whether nothing stands under it, neither text nor subsections.
    pub empty: bool,
    /// Whether the heading says that its part is done: `Phase 1 (completed)`.
    pub done: bool,
}

/// A decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its row.
    pub span: Span,
    /// The line of the row.
    pub line: usize,
    /// Its id.
    pub id: Option<Text>,
    /// What was decided.
    pub statement: Option<Text>,
    /// Its status as written.
    pub status: Option<Text>,
    /// The schema's word for its status.
    pub canonical: Option<String>,
    /// What its invariant mark means.
    pub invariant: Option<bool>,
    /// The cell of that mark.
    pub mark: Option<Span>,
}

/// A phase.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Its item, row or heading.
    pub span: Span,
    /// The line that it begins in.
    pub line: usize,
    /// Its number.
    pub id: Option<String>,
    /// Its title, number and noun left out.
    pub title: Text,
    /// Whether a word or mark beside the title says that it is done.
    pub done: bool,
}

/// A patch plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The header row of its table.
    pub head: Span,
    /// The phase that its title or a heading names: `Phase 1: Title`.
    pub phase: Option<Text>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a patch plan.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its source.
    pub span: Span,
    /// Its line, from 1.
    pub line: usize,
    /// How it is called in messages.
    pub name: String,
    /// The paths that it names.
    pub paths: Vec<Text>,
    /// What is done to them; `None` where the row does not say or nobody knows the word.
    pub operation: Option<Operation>,
    /// Whether a cell of the row says so and no other denies it. Under a heading such as `Files to
    /// Change` stand new files too, and `modify (or create)` or `a.py (new)` may make one.
    pub stated: bool,
    /// The functions/APIs cell.
    pub symbols: Option<Text>,
    /// Names of functions, types and settings in that cell, of a row that is done: they are searched for.
    pub names: Vec<String>,
    /// Names of packages in that cell, of a row that is done and whose files list what a program depends
    /// on.
    pub packages: Vec<String>,
    /// Sections of Markdown files that it says it changes.
    pub named_sections: Vec<NamedSection>,
    /// Its budget cell, where it limits anything.
    pub budget: Option<Stated>,
    /// The tests cell, where it holds anything.
    pub tests: Option<Tests>,
    /// How far it is.
    pub state: State,
    /// Its status as written.
    pub status: Option<Text>,
    /// Whether its cells may stand under the wrong headers.
    pub shifted: bool,
    /// Whether its status says that it is being worked on.
    pub begun: bool,
    /// What a cell says is still to be done: `TODO`, an empty box.
    pub open_item: Option<Text>,
}

/// What a row does to its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Makes them.
    Add,
    /// Changes them.
    Modify,
    /// Takes them away.
    Delete,
    /// Moves the first to the second.
    Rename,
    /// Leaves them as they are.
    #[serde(rename = "none")]
    Nothing,
}

impl Operation {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Modify => "modify",
            Self::Delete => "delete",
            Self::Rename => "rename",
            Self::Nothing => "none",
        }
    }
}

/// A tests cell.
#[derive(Debug, Clone)]
pub struct Tests {
    /// Its text.
    pub text: Text,
    /// Whether it says that there are none.
    pub none: bool,
    /// Paths in it.
    pub paths: Vec<Text>,
    /// Names of test functions, classes and methods in it.
    pub names: Vec<String>,
    /// Names of them that it says to stand in one of its files.
    pub listed: Vec<Listed>,
}

/// The name of a test function, and the file that it is to be found in.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The path as written.
    pub path: String,
    /// The name.
    pub name: Text,
    /// Whether it surely is a name, and not a word for what is tested.
    pub sure: bool,
}

impl Member {
    /// Takes from a document what others need to know.
    pub fn of(document: &Document<'_>) -> Self {
        let done = &document.schema.row_statuses;
        let sections = document.sections.iter().map(|section| Section {
            heading: text(document, &section.heading),
            id: section.spec.map(|spec| spec.id.clone()),
            level: section.level,
            span: section.span,
            empty: section.all_blocks.is_empty() && section.lead.is_none(),
            done: remarks::says_done(&section.heading.text, done),
        });
        let decisions = document.all_decisions().map(|decision| Decision {
            span: decision.span,
            line: document.source.line(decision.span.start),
            id: decision.id.as_ref().map(|value| text(document, value)),
            statement: decision.statement.as_ref().map(|value| text(document, value)),
            status: decision.status.as_ref().map(|status| text(document, &status.value)),
            canonical: decision.status.as_ref().and_then(|status| status.canonical).map(str::to_owned),
            invariant: decision.invariant.as_ref().and_then(|mark| mark.meaning),
            mark: decision.invariant.as_ref().map(|mark| mark.value.span),
        });
        let phases = document.phases.iter().flat_map(|run| &run.items).map(|phase| Phase {
            span: phase.span,
            line: document.source.line(phase.span.start),
            id: phase.id.as_ref().map(|id| id.text.to_string()),
            title: text(document, &phase.title),
            done: remarks::phase_is_done(document.source.slice(phase.span), &phase.title.text, done),
        });
        let plans = document.plans.iter().filter_map(|plan| {
            let table = document.tables.get(plan.table)?;
            Some(Plan {
                head: table.head,
                phase: plan.phase.as_ref().map(|value| text(document, value)),
                rows: plan.entries.iter().map(|entry| row(document, table, entry)).collect(),
            })
        });
        let (mentions, defined) = mentions::mentions(document);
        Self {
            path: document.source.path.clone(),
            kind: document.kind().to_owned(),
            family: document.schema.family,
            title: document.title.as_ref().map(|value| text(document, value)),
            top: document.top(),
            sections: sections.collect(),
            decisions: decisions.collect(),
            phases: phases.collect(),
            plans: plans.collect(),
            claims: claims::claims(document, &mentions),
            mentions,
            defined,
            links: links(document),
            limits: limits::of_record(document),
            paths: paths(document),
            severities: document.schema.severities.clone(),
        }
    }

    /// Whether it gives an id to something without a table of decisions, or writes it in headings and code.
    pub fn defines(&self, id: &Id) -> bool {
        self.defined.binary_search(id).is_ok()
    }

    /// Whether it holds decisions.
    pub fn is_record(&self) -> bool {
        !self.decisions.is_empty() || self.family == Family::Record
    }

    /// Every row of every plan.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.plans.iter().flat_map(|plan| &plan.rows)
    }

    /// The decision with an id; letter case does not count.
    pub fn decision(&self, id: &str) -> Option<&Decision> {
        self.decisions
            .iter()
            .find(|decision| decision.id.as_ref().is_some_and(|own| own.text.eq_ignore_ascii_case(id)))
    }

    /// Where to point when something is gone from a part that the schema calls by an id: at the table of
    /// a plan, else at the heading, else at the top.
    pub fn part_of(&self, id: &str) -> Span {
        let table = self.plans.first().filter(|_| id == "plan").map(|plan| plan.head);
        table.or_else(|| self.section(id).map(|section| section.heading.span)).unwrap_or(self.top)
    }

    /// The first section that the schema calls by an id.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id.as_deref() == Some(id))
    }
}

impl Row {
    /// The paths that have to be there, as the row says itself: those that it changes, the first of a
    /// move that is still to be made, and what is done.
    pub fn needed(&self) -> &[Text] {
        let done = self.state == State::Done;
        match self.operation {
            _ if !self.is_live() || !self.stated || self.shifted => &[],
            Some(Operation::Modify) => &self.paths,
            Some(Operation::Add) if done => &self.paths,
            Some(Operation::Rename) if done => self.paths.get(1..).unwrap_or_default(),
            Some(Operation::Rename) => self.paths.get(..1).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether something was, is or will be done for it.
    pub fn is_live(&self) -> bool {
        self.state != State::Deferred && self.operation != Some(Operation::Nothing)
    }
}

pub(super) fn text(document: &Document<'_>, value: &Value<'_>) -> Text {
    at(document, &value.text, value.span)
}

pub(super) fn at(document: &Document<'_>, text: &str, span: Span) -> Text {
    Text { text: text.to_owned(), span, line: document.source.line(span.start) }
}

fn row(document: &Document<'_>, table: &model::Table<'_>, entry: &Entry<'_>) -> Row {
    let operation = match entry.operation_word() {
        Some("add") => Some(Operation::Add),
        Some("modify") => Some(Operation::Modify),
        Some("delete") => Some(Operation::Delete),
        Some("rename") => Some(Operation::Rename),
        Some("none") => Some(Operation::Nothing),
        _ => None,
    };
    let inside = |status: &model::Status<'_>| entry.span.contains(status.value.span);
    let path = |path: &model::paths::PathRef| at(document, &path.text, path.span);
    let tests = entry.tests.as_ref().map(|cell| {
        let read = if cell.none { model::tests_cell::Tests::default() } else { cell.read(document.syntax) };
        Tests {
            text: text(document, &cell.value),
            none: cell.none,
            paths: read.paths.iter().map(path).collect(),
            names: read.names,
            listed: read
                .listed
                .into_iter()
                .map(|it| Listed { path: it.path, name: at(document, &it.name, it.span), sure: it.sure })
                .collect(),
        }
    });
    let state = state::state(entry, table);
    let done = state == State::Done;
    Row {
        span: entry.span,
        line: document.source.line(entry.span.start),
        name: entry.name(),
        paths: entry.paths.iter().map(path).collect(),
        operation,
        stated: entry.operation.as_ref().is_some_and(inside)
            && !(operation == Some(Operation::Modify) && may_be_new(entry)),
        symbols: entry.symbols.as_ref().map(|value| text(document, value)),
        names: if done { entry.symbol_names(document.syntax) } else { Vec::new() },
        packages: if done { packages::packages(document, entry) } else { Vec::new() },
        named_sections: named_sections::named_sections(document, entry),
        budget: limits::stated(document, entry),
        tests,
        state,
        status: entry.status.as_ref().map(|status| text(document, &status.value)),
        shifted: entry.shifted,
        begun: entry.status.as_ref().is_some_and(|status| status.canonical == Some("in-progress")),
        open_item: remarks::open_item(document, table, entry),
    }
}

/// Whether a row that says `modify` says too that it may make its file.
fn may_be_new(entry: &Entry<'_>) -> bool {
    let word = entry.operation.as_ref().map(|operation| operation.value.text.to_lowercase());
    let makes = |word: &str| ["add", "creat", "new"].iter().any(|make| word.starts_with(make));
    let mut words = word.iter().flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    let cell = entry.file.as_ref().map(|file| file.text.to_lowercase()).unwrap_or_default();
    words.any(makes) || cell.contains("(new") || cell.contains("[new") || cell.starts_with("new ")
}

fn links(document: &Document<'_>) -> Vec<Text> {
    let links = document.syntax.all_pieces().iter().filter(|piece| {
        piece.kind == crate::syntax::PieceKind::Open(crate::syntax::Markup::Link)
            && super::link_target(&document.source.path, &piece.text).is_some()
    });
    links.map(|piece| at(document, &piece.text, piece.span)).collect()
}

/// Words of the running text and of code spans that end as Markdown files do; those of plan rows are
/// kept with their rows.
fn paths(document: &Document<'_>) -> Vec<Text> {
    let source = document.source.text.as_str();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '@');
    let mut found = Vec::new();
    // Most documents name no file, or only in links; so the text is searched first.
    for end in memchr::memmem::find_iter(source.as_bytes(), ".md").map(|at| at + 3) {
        let goes_on =
            source.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
        let Some(piece) = piece_at(document, end - 3).filter(|_| !goes_on) else { continue };
        let head = source.get(piece.start..end).unwrap_or_default();
        let start = head.rfind(|c: char| !is_part(c)).map_or(0, |at| {
            at + head.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let span = Span::new(piece.start + start, end);
        if span.end - span.start > 3 && end <= piece.end {
            found.push(at(document, span.of(source), span));
        }
    }
    let rows: Vec<Span> = document.plans.iter().flat_map(|plan| &plan.entries).map(|row| row.span).collect();
    found.retain(|path| {
        let after = rows.partition_point(|row| row.start <= path.span.start);
        let row = after.checked_sub(1).and_then(|at| rows.get(at));
        row.is_none_or(|row| path.span.start >= row.end)
    });
    found
}

/// The text or code span that holds a byte.
fn piece_at(document: &Document<'_>, at: usize) -> Option<Span> {
    use crate::syntax::PieceKind;
    let pieces = document.syntax.all_pieces();
    let after = pieces.partition_point(|piece| piece.span.start <= at);
    // Pieces that open something begin where the text in them does, or before it.
    let near = pieces.get(after.saturating_sub(4)..after)?.iter().rev();
    let mut near = near.filter(|piece| matches!(piece.kind, PieceKind::Text | PieceKind::Code));
    near.find(|piece| at < piece.span.end).map(|piece| piece.span)
}
