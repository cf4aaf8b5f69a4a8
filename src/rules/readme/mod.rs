//! Rules about the sections of README files that `ddr readme` keeps. Their diagnostics are made in
//! `readme`, where a section is compared with what the plans say.

use super::Group;

mod broken_marker;
mod edited_section;
mod stale_section;

/// The rules of this group.
pub static GROUP: Group = Group {
    name: "readme",
    about: "sections of README files that are kept by `ddr readme`",
    rules: &[&stale_section::RULE, &edited_section::RULE, &broken_marker::RULE],
};
