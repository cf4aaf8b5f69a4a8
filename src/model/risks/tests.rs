//! Risks in every form that people write them in.

use crate::model::testing::risks;

fn reads(text: &str, wanted: &[&str]) {
    assert_eq!(risks(text), wanted, "{text}");
}

#[test]
fn a_table_of_severities_under_its_heading_holds_risks() {
    reads(
        "# T\n\n## Top 2 risks\n\n| Risk | Severity |\n|--|--|\n| Rope | High |\n| Door | Low |\n| | **Total** |\n",
        &["2 Table single", "Rope [High]", "Door [Low]"],
    );
}

#[test]
fn numbered_subheadings_may_group_risks() {
    reads(
        "# T\n\n## 3. Top-3 Risks\n\n### 3.1 Technical\n\n1. Poison jobs: dead letters\n2. Drift: NTP\n\n### 3.2 Human\n\n1. Fear: pairs\n",
        &["3 Ordered", "1 Poison jobs => dead letters", "2 Drift => NTP", "1 Fear => pairs"],
    );
}

#[test]
fn arrows_and_verbs_mark_the_mitigation() {
    reads(
        "# T\n\n## Top-3 Risks\n\n1. Clock skew → NTP on each host\n2. Lost events; mitigated by a replay log\n3. Lock-in\n",
        &[
            "3 Ordered single",
            "1 Clock skew => NTP on each host",
            "2 Lost events => a replay log",
            "3 Lock-in",
        ],
    );
    reads(
        "# T\n\n## Risks\n\n- Load, optimized with batching\n- Rules are enforced via CI\n- Growth (managed with quotas)\n- Key loss => rotate\n- Users cannot be guarded with one token (mitigate with two)\n- Disk full. Mitigation: rotate logs.\n",
        &[
            "- Bullets single",
            "Load => batching",
            "Rules => CI",
            "Growth => quotas",
            "Key loss => rotate",
            "Users cannot be guarded with one token => two",
            "Disk full => rotate logs.",
        ],
    );
}

#[test]
fn bold_titles_end_where_the_bold_ends() {
    reads(
        "# T\n\n## Top-5 Risks (with Mitigations)\n\n- **Clock skew**: run NTP\n- **Lost events** — keep a log\n- **Lock-in:** wrap the client\n- **Slow reads**\n- **Cold start** (mitigate: warm pool)\n",
        &[
            "5 Bullets single promised",
            "Clock skew => run NTP",
            "Lost events => keep a log",
            "Lock-in => wrap the client",
            "Slow reads",
            "Cold start => warm pool",
        ],
    );
    // The text behind the title is not what is done about it.
    reads(
        "# T\n\n## Risks\n\n1. **Clock skew**: hosts drift\n   - Impact: high\n   - Mitigation: NTP\n2. **Lost events**\n   - *Mitigation*: replay\n",
        &["- Ordered single", "1 Clock skew => NTP", "2 Lost events => replay"],
    );
}

#[test]
fn a_number_or_the_word_risk_is_no_title() {
    reads(
        "# T\n\n## Risks\n\n- R1: Clock skew: run NTP\n- **R2**: Lost events\n- Risk: Full disk; Mitigation: rotate\n- **Risk:** Split brain\n  **Mitigation:** quorum\n",
        &[
            "- Bullets single",
            "R1: Clock skew => run NTP",
            "R2: Lost events",
            "Full disk => rotate",
            "Split brain => quorum",
        ],
    );
}

#[test]
fn a_label_does_a_headings_work() {
    reads(
        "# T\n\n**Top-2 Risks:**\n\n1. Redis down: fall back to memory\n2. Disk full: rotate\n\n## Next\n\n1. x\n",
        &["2 Ordered single", "1 Redis down => fall back to memory", "2 Disk full => rotate"],
    );
    reads(
        "# T\n\nTop-2 Risks:\n1. Redis down (mitigation: fall back)\n2. Disk full\n",
        &["2 Ordered single", "1 Redis down => fall back", "2 Disk full"],
    );
    reads(
        "# T\n\n**Top-2 Risks**\n\n**1. Clock skew** Hosts drift.\n\nMitigation: NTP.\n\n**2. Lost events** — replay log\n",
        &["2 Bold", "1 Clock skew => NTP.", "2 Lost events => replay log"],
    );
}

#[test]
fn setext_headings_and_other_line_ends() {
    reads(
        "# T\r\n\r\nTop-2 Risks\r\n-----------\r\n\r\n1. Clock skew: run NTP\r\n   on all hosts\r\n1. Loss: log\r\n",
        &["2 Ordered single", "1 Clock skew => run NTP on all hosts", "1 Loss => log"],
    );
}

#[test]
fn a_remark_with_a_label_does_not_end_the_section() {
    reads(
        "# T\n\n## Top-2 Risks\n\nNote: ordered by impact.\n\n1. a: b\n2. c: d\n",
        &["2 Ordered single", "1 a => b", "2 c => d"],
    );
}

#[test]
fn paragraphs_between_items_belong_to_them() {
    for indent in ["", "   "] {
        reads(
            &format!(
                "# T\n\n## Top-2 Risks\n\n1. a\n\n{indent}Mitigation: b\n\n2. c\n\n{indent}Mitigation: d\n"
            ),
            &["2 Ordered single", "1 a => b", "2 c => d"],
        );
    }
    reads(
        "# T\n\n## Top-2 Risks\n\n- Clock skew\n- Mitigation: NTP\n- Lost events\n- Mitigation: replay\n",
        &["2 Bullets single", "Clock skew => NTP", "Lost events => replay"],
    );
}

#[test]
fn tables_with_weak_headers_and_levels() {
    reads(
        "# T\n\n## Risks\n\n| # | Threat | Likelihood | Impact | Response |\n|--|--|--|--|--|\n| 1 | Skew | L | H | NTP |\n| 2. | Loss | 2 | 3 | |\n",
        &["- Table single", "1 Skew => NTP", "2 Loss"],
    );
    reads(
        "# T\n\n## Risk Register\n\nScenario | Severity | Treatment\n--|--|--\nSkew | Medium - only at night | NTP\n",
        &["- Table single", "Skew => NTP [Medium - only at night]"],
    );
    reads(
        "# T\n\n## Top-2 Risks\n\n### Technical\n\n| Risk | Mitigation |\n|--|--|\n| a | b |\n\n### Business\n\n| Risk | Mitigation |\n|--|--|\n| c | d |\n",
        &["2 Table", "a => b", "c => d"],
    );
}

#[test]
fn a_heading_each() {
    reads(
        "# T\n\n## Top-2 Risks\n\n### 1. Clock skew\n\nText. **Mitigation:** NTP.\n\n### 2. Loss\n\n**Mitigation**: replay log\n",
        &["2 Headings", "1 Clock skew => NTP.", "2 Loss => replay log"],
    );
    reads(
        "# T\n\n## Top-3 Risks\n\n### R1: Clock skew\n\nText.\n\n**Mitigation:**\n\n- NTP\n- alarms\n\n### R2: Loss\n\n- Impact: high\n- Mitigation: replay log\n\n### R3: Lock-in\n",
        &["3 Headings", "R1: Clock skew => NTP alarms", "R2: Loss => replay log", "R3: Lock-in"],
    );
}

#[test]
fn headings_over_numbered_lists_only_group_them() {
    reads(
        "# T\n\n## Top-3 Risks\n\n### Technical\n\n1. a: b\n2. c: d\n\n### Business\n\n1. e: f\n",
        &["3 Ordered", "1 a => b", "2 c => d", "1 e => f"],
    );
}

#[test]
fn of_several_lists_the_one_of_the_stated_length_is_meant() {
    reads(
        "# T\n\n## Top-2 Risks\n\n1. a: b\n2. c: d\n\nWe did not count:\n\n- e\n",
        &["2 Bullets", "1 a => b", "2 c => d"],
    );
}

#[test]
fn a_number_is_found_behind_every_mark() {
    for heading in ["**Top-2 Risks**", "__Top-2 Risks__", "## Top\u{2011}2 Risks"] {
        let read = risks(&format!("# T\n\n{heading}\n\n1. a: b\n2. c: d\n"));
        assert_eq!(read.first().map(String::as_str), Some("2 Ordered single"), "{heading}");
    }
}

#[test]
fn a_range_or_a_share_states_no_number() {
    for heading in ["Top 5+ Risks", "Risks (top 10%)", "Risks, Top 3–5", "Top-N Risks"] {
        let read = risks(&format!("# T\n\n**{heading}**\n\n1. a: b\n"));
        assert!(
            read.iter().all(|line| !line.starts_with(|c: char| c.is_ascii_digit()) || line.contains("=>")),
            "{heading} {read:?}"
        );
    }
    assert_eq!(
        risks("# T\n\n## Risks (Top 3)\n\n1. a: b\n").first().map(String::as_str),
        Some("3 Ordered single")
    );
}
