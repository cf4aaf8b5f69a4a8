//! The kinds of documents that the program knows from the start, as YAML files compiled in.

use super::Schema;
use super::build::build_trusted;
use super::file::SchemaFile;
use crate::yaml::read_file;
use std::sync::OnceLock;

const RECORD: &str = include_str!("../../templates/schemas/ddr.yaml");
const PLAN: &str = include_str!("../../templates/schemas/patch-plan.yaml");

/// The names of the built-in schemas.
pub const fn builtin_names() -> &'static [&'static str] {
    &["ddr", "patch-plan"]
}

/// The YAML text of a built-in schema.
pub fn builtin(name: &str) -> Option<&'static str> {
    match name {
        "ddr" => Some(RECORD),
        "patch-plan" => Some(PLAN),
        _ => None,
    }
}

/// A built-in schema, read once.
pub fn builtin_schema(name: &str) -> Option<&'static Schema> {
    match name {
        "ddr" => Some(record()),
        "patch-plan" => Some(plan()),
        _ => None,
    }
}

/// The built-in schema of design decision records.
pub fn record() -> &'static Schema {
    static READ: OnceLock<Schema> = OnceLock::new();
    READ.get_or_init(|| load(RECORD))
}

/// The built-in schema of patch plans.
pub fn plan() -> &'static Schema {
    static READ: OnceLock<Schema> = OnceLock::new();
    READ.get_or_init(|| load(PLAN))
}

/// Reads the built-in schemas, for whoever has a thread to spare before they are asked for.
pub fn read_builtin() {
    let _ = (record(), plan());
}

/// Reads a text that we wrote ourselves; the tests below hold it free of mistakes.
fn load(text: &'static str) -> Schema {
    let (file, _) = read_file::<SchemaFile>(text);
    build_trusted(&file, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::build;

    #[test]
    fn built_in_schemas_have_no_mistakes() {
        for name in builtin_names() {
            let text = builtin(name).unwrap();
            let (file, mut diagnostics) = read_file::<SchemaFile>(text);
            diagnostics.extend(build(&file, text, None).1);
            assert_eq!(diagnostics, [], "{name}");
            assert_eq!(builtin_schema(name).unwrap().name, *name);
        }
        assert!(builtin("nygard").is_none() && builtin_schema("nygard").is_none());
    }

    #[test]
    fn headings_of_real_records_are_found() {
        let found = |heading: &str| {
            record()
                .section_for(&crate::schema::fold(heading))
                .and_then(|at| record().sections.get(at))
                .map(|section| section.id.as_str())
        };
        for heading in [
            "Risks",
            "Top-7 Risks (with Mitigations)",
            "Top-5 Risks and Mitigations",
            "Top 7 risks & mitigations",
            "Top‑5 Risks:",
            "Top Risks",
            "Key Risks",
            "Risk Register",
            "Risks & Mitigations",
            "Risks / Mitigations",
            "Risks (top 5)",
            "Risk Mitigation",
            "Risks and Open Questions",
            "Top 10 Technical Risks with their mitigation plans",
        ] {
            assert_eq!(found(heading), Some("risks"), "{heading}");
        }
        for (heading, section) in [
            ("Summary (≤100 words)", "summary"),
            ("**Summary:**", "summary"),
            ("Design Decisions", "decisions"),
            ("Key Design Decisions", "decisions"),
            ("Decisions (DDR)", "decisions"),
            ("DDR Table", "decisions"),
            ("Decision Log", "decisions"),
            ("Multi-Phase Plan", "phases"),
            ("Phased Implementation Plan", "phases"),
            ("Phased Plan", "phases"),
            ("Implementation Phases", "phases"),
            ("Roadmap", "phases"),
            ("Patch Plan (pending)", "plan"),
            ("Patch Plan Table", "plan"),
            ("Notes (<50 words per note)", "notes"),
        ] {
            assert_eq!(found(heading), Some(section), "{heading}");
        }
        for heading in ["Risk Weight", "Security", "Phase 1: Preparation", "Risky business", "Deciding"] {
            assert_eq!(found(heading), None, "{heading}");
        }
    }

    #[test]
    fn ids_of_real_records_match_the_pattern() {
        let pattern = record().table("decisions").unwrap().column("id").unwrap().pattern.clone().unwrap();
        for id in [
            "D1",
            "D-01",
            "A1",
            "DD-001",
            "ADR-001",
            "DEC-001",
            "#1",
            "1",
            "1.",
            "R4A",
            "D1.2",
            "API-D3",
            "Décision 4",
        ] {
            assert!(pattern.is_match(id), "{id}");
        }
        for id in ["Redis", "D", "D1 and D2", "D1!", "-", "(D1"] {
            assert!(!pattern.is_match(id), "{id}");
        }
    }

    #[test]
    fn pending_is_read_by_the_kind_of_thing() {
        let read = |schema: &'static Schema, text| schema.statuses.exact(text).map(|known| known.canonical);
        assert_eq!(read(record(), "Pending"), Some("proposed"));
        let row = plan().row_statuses.exact("⏳ Pending").map(|known| known.canonical);
        assert_eq!(row, Some("planned"));
        assert_eq!(plan().row_statuses.exact("⏳").map(|known| known.canonical), Some("planned"));
        let values = plan().table("plan").unwrap().column("status").unwrap().values.clone().unwrap();
        assert_eq!(values.exact("DONE").map(|known| known.canonical), Some("done"));
        assert_eq!(record().marks.exact("").map(|known| known.canonical), Some("none"));
        assert_eq!(record().marks.exact("Y").map(|known| known.canonical), Some("yes"));
    }

    #[test]
    fn words_shared_by_both_kinds_are_the_same() {
        let (record, plan) = (record(), plan());
        assert_eq!(record.row_statuses, plan.row_statuses);
        assert_eq!(record.operations, plan.operations);
        assert_eq!(record.levels, plan.levels);
        assert_eq!(record.marks, plan.marks);
    }

    #[test]
    fn order_of_progress_is_the_order_of_the_file() {
        let rank = |word| record().statuses.rank(word).unwrap();
        assert!(rank("proposed") < rank("accepted"));
        assert!(rank("accepted") < rank("in-progress"));
        assert!(rank("in-progress") < rank("implemented"));
        let levels: Vec<&str> = record().levels.canonical().collect();
        assert_eq!(levels, ["very-low", "low", "medium", "high", "critical"]);
    }
}
