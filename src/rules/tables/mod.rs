//! Rules about tables of every kind.

use super::Group;

mod broken_table;
mod cell_too_long;
mod duplicate_column;
mod duplicate_key;
mod invalid_cell;
pub(in crate::rules) mod lost_cell;
pub(in crate::rules) mod missing_cell;
mod missing_column;
mod swallowed_markup;
mod too_many_rows;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "tables",
    about: "tables of every kind",
    rules: &[
        &broken_table::RULE,
        &lost_cell::RULE,
        &missing_cell::RULE,
        &missing_column::RULE,
        &duplicate_column::RULE,
        &swallowed_markup::RULE,
        &invalid_cell::RULE,
        &duplicate_key::RULE,
        &cell_too_long::RULE,
        &too_many_rows::RULE,
    ],
};
