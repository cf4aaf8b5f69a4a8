//! Rules about the patch plan, and what they share: which rows change code, and which bring tests.

mod ambiguous_path;
mod contradictory_budget;
mod duplicate_entry;
mod path_outside_project;
mod path_to_directory;
mod too_many_entries;
mod unknown_operation;
mod unknown_plan_risk_level;
mod unreadable_budget;
mod untested_plan;
mod untested_risk;

use super::Group;
use crate::model::file_role::{Role, role};
use crate::model::{Document, Entry, Plan, Table};
use crate::schema::Terms;
use crate::syntax::BlockKind;
use regex::Regex;
use std::sync::LazyLock;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "plan",
    about: "the patch plan",
    rules: &[
        &unknown_operation::RULE,
        &duplicate_entry::RULE,
        &unreadable_budget::RULE,
        &contradictory_budget::RULE,
        &unknown_plan_risk_level::RULE,
        &untested_risk::RULE,
        &too_many_entries::RULE,
        &path_outside_project::RULE,
        &ambiguous_path::RULE,
        &path_to_directory::RULE,
        &untested_plan::RULE,
    ],
};

/// Every plan of a document with its table.
fn plans<'d, 's>(document: &'d Document<'s>) -> impl Iterator<Item = (&'d Plan<'s>, &'d Table<'s>)> {
    let plans = document.plans.iter().filter(|_| document.recognised);
    plans.filter_map(|plan| Some((plan, document.tables.get(plan.table)?)))
}

/// Whether a row changes code that a test could run: not a document, a configuration or a pipeline,
/// not a file that goes, and not a row that was put off.
fn changes_code(entry: &Entry<'_>) -> bool {
    !entry.is_idle()
        && entry.operation_word() != Some("delete")
        && entry.paths.iter().any(|path| role(&path.text) == Role::Code)
}

/// Whether a row brings a test: its tests cell says anything but "none", or it is about a test file.
/// Where cells may stand in wrong columns nothing is known, which counts as a test.
fn brings_test(entry: &Entry<'_>) -> bool {
    entry.shifted || entry.tests.as_ref().is_some_and(|tests| !tests.none) || is_test_row(entry)
}

/// Whether a row is about a test file that is not deleted.
fn is_test_row(entry: &Entry<'_>) -> bool {
    !entry.is_idle()
        && entry.operation_word() != Some("delete")
        && entry.paths.iter().any(|path| role(&path.text) == Role::Test)
}

/// Whether a tests cell that names no test says why: `n/a (pure move)`, `none, the compiler checks it`.
fn says_why(entry: &Entry<'_>) -> bool {
    entry.tests.as_ref().is_some_and(|tests| {
        tests.value.text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count() > 2
    })
}

/// The level of a row where it is medium or higher.
fn grave_level<'e>(entry: &'e Entry<'_>, levels: &Terms) -> Option<&'e str> {
    let level = entry.risk.as_ref()?.1.level?;
    (levels.rank(level)? >= levels.rank("medium")?).then_some(level)
}

/// A word by which running text speaks of tests.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static TESTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:py)?(?:tests?|tested|testing|untested|e2e|qa|verified|verification)\b").unwrap()
});

/// Whether anything outside the tables speaks of tests: then a plan whose rows name none may have
/// said elsewhere what proves it.
fn speaks_of_tests(document: &Document<'_>) -> bool {
    document.syntax.blocks.iter().any(|block| {
        let title = matches!(block.kind, BlockKind::Heading { level: 1, .. });
        let text = !title && !matches!(block.kind, BlockKind::Table(_) | BlockKind::Html);
        text && TESTS.is_match(block.span.of(&document.source.text))
    })
}
