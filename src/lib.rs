//! `ddr` checks design decision records and patch plans written in Markdown.
//!
//! The modules stand in the order in which the data goes: a module uses only those above it.
#![cfg_attr(
    test,
    allow(clippy::string_slice, clippy::disallowed_methods, reason = "a panic in a test is a failing test")
)]

pub mod source;
pub mod diagnostic;
pub mod syntax;
pub mod yaml;
pub mod schema;
pub mod model;
pub mod project;
pub mod diff;
pub mod config;
pub mod rules;
pub mod check;
pub mod template;
pub mod start;
pub mod fix;
pub mod render;
pub mod readme;
pub mod report;
pub mod cli;
