//! DDR011.

use crate::model::{Document, Section};
use crate::rules::{Check, Report};

rule! {
    /// Sections stand in the order in which the schema names them.
    ///
    /// ## Why
    /// Whoever reads many records finds things faster where each has the same order. Since it is a
    /// matter of taste, the rule runs only where it is asked for: `rules: { misordered-section: warning }`
    /// in `ddr.yaml`, or `--extend-select DDR011`.
    ///
    /// The fewest sections that would have to move are reported. Sections that the schema does not
    /// name may stand anywhere, sections inside another one are left alone, and of two sections of one
    /// name the first counts. Documents that no schema was assigned to have no order to keep.
    ///
    /// ## Examples
    /// ```markdown,fails,as=ddr
    /// # Session store
    ///
    /// ## Risks
    ///
    /// 1. Redis is lost: sessions are made anew at the next sign-in
    ///
    /// ## Summary
    /// Sessions move to Redis.
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep sessions in Redis | One store for all hosts | Accepted |
    /// ```
    /// ```markdown,passes,as=ddr
    /// # Session store
    ///
    /// ## Summary
    /// Sessions move to Redis.
    ///
    /// ## Decisions
    ///
    /// | ID | Statement | Rationale | Status |
    /// |----|-----------|-----------|--------|
    /// | D1 | Keep sessions in Redis | One store for all hosts | Accepted |
    ///
    /// ## Risks
    ///
    /// 1. Redis is lost: sessions are made anew at the next sign-in
    /// ```
    "DDR011" "misordered-section" Off Warning Check::Document(check)
}

/// A section and its place in the schema.
struct Placed<'d, 's> {
    section: &'d Section<'s>,
    rank: usize,
}

fn check(document: &Document<'_>, report: &mut Report) {
    if !document.held || !document.recognised {
        return;
    }
    let mut placed: Vec<Placed<'_, '_>> = Vec::new();
    for section in &document.sections {
        let Some(spec) = section.spec else { continue };
        let rank = document.schema.sections.iter().position(|wanted| wanted.id == spec.id);
        let inside = section.parent.and_then(|parent| document.sections.get(parent));
        if let Some(rank) = rank
            && inside.is_none_or(|outer| outer.spec.is_none())
            && placed.iter().all(|other| other.rank != rank)
        {
            placed.push(Placed { section, rank });
        }
    }
    let kept = longest_run(&placed);
    for (at, moved) in placed.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
        let mut stay = kept.iter().filter_map(|&kept| Some((kept, placed.get(kept)?)));
        let follower = stay.clone().find(|(kept, other)| other.rank > moved.rank && *kept < at);
        let (other, place) = match follower {
            Some((_, other)) => (other, "before"),
            None => match stay.rfind(|(kept, other)| other.rank < moved.rank && *kept > at) {
                Some((_, other)) => (other, "after"),
                None => continue,
            },
        };
        let name =
            |placed: &Placed<'_, '_>| placed.section.spec.map_or("", |spec| spec.id.as_str()).to_owned();
        let message = format!("the section {} belongs {place} {}", name(moved), name(other));
        report
            .add(moved.section.heading.span, message)
            .label(other.section.heading.span, format!("{} stands here", name(other)));
    }
}

/// Indices of the longest run of sections that are in order; there are never more of them than the
/// schema has sections.
fn longest_run(placed: &[Placed<'_, '_>]) -> Vec<usize> {
    let mut best: Vec<Vec<usize>> = Vec::new();
    for (at, section) in placed.iter().enumerate() {
        let before = best
            .iter()
            .filter(|run| {
                run.last().and_then(|&last| placed.get(last)).is_some_and(|last| last.rank < section.rank)
            })
            // Of runs of one length the earliest: the later section is the one that moved.
            .rev()
            .max_by_key(|run| run.len());
        let mut run = before.cloned().unwrap_or_default();
        run.push(at);
        best.push(run);
    }
    best.into_iter().rev().max_by_key(Vec::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::{FREE, expect, record, schema_of, silent, user};

    const TABLE: &str = "| ID | Decision | Why |\n|--|--|--|\n| D1 | a | b |\n";

    #[test]
    fn the_fewest_sections_that_moved_are_reported() {
        expect(
            &RULE,
            record(),
            &format!(
                "# T\n\n## Risks\n^^^^^^^^ warning: the section risks belongs after decisions\n\n- a\n\n## Summary\n\na\n\n## Decisions\n\n{TABLE}\n## Notes\n\n- b\n"
            ),
        );
        expect(
            &RULE,
            record(),
            &format!(
                "# T\n\n## Decisions\n\n{TABLE}\n## Risks\n\n- a\n\n## Summary\n^^^^^^^^^^ warning: the section summary belongs before decisions\n\nx\n"
            ),
        );
    }

    #[test]
    fn a_schema_of_the_users_own_has_its_own_order() {
        let schema = schema_of("name: runbook\nsections: [{ id: steps }, { id: checks }]\n");
        expect(
            &RULE,
            user(&schema),
            "# T\n\n## Checks\n\na\n\n## Steps\n^^^^^^^^ warning: the section steps belongs before checks\n\nb\n",
        );
    }

    #[test]
    fn other_orders_are_silent() {
        let table = format!("## Decisions\n\n{TABLE}\n");
        let texts = [
            format!("# T\n\n## Summary\n\na\n\n{table}## Risks\n\n- a\n"),
            // Sections of the author's own, and a part that is left out.
            format!(
                "# T\n\n## Glossary\n\na\n\n## Summary\n\na\n\n## More\n\nb\n\n## Risks\n\n- a\n\n{TABLE}"
            ),
            // Sections inside others.
            format!("# T\n\n{table}### Notes\n\n- a\n\n### Summary\n\nb\n\n## Risks\n\n- a\n"),
            // The second of its name.
            format!("# T\n\n## Summary\n\na\n\n{table}## Risks\n\n- a\n\n## Summary\n\nagain\n"),
            "# T\n".to_owned(),
        ];
        for text in &texts {
            silent(&RULE, record(), &[text]);
        }
        silent(&RULE, FREE, &[&format!("# T\n\n## Risks\n\n- a\n\n{table}## Summary\n\na\n")]);
    }
}
