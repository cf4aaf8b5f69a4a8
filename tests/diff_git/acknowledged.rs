//! Trailers of commits that stand up for a weakening.

use super::repo::{PLAN, Repo, plan};

fn json(repo: &Repo, args: &[&str]) -> serde_json::Value {
    let said = repo.diff(&[&["--output-format=json"], args].concat());
    serde_json::from_str(&said.stdout).unwrap()
}

/// A branch that weakens two rows, and the fingerprints of both weakenings.
fn weakened() -> (Repo, [String; 2]) {
    let repo = Repo::new();
    repo.git(&["switch", "--quiet", "--create", "work"]);
    repo.write(PLAN, plan("N/A").replace("tests/deck.rs", "N/A"));
    repo.commit("Weaken two");
    let found = json(&repo, &["main..."]);
    let print = |at: usize| found["changes"][at]["fingerprint"].as_str().unwrap().to_owned();
    let prints = [print(0), print(1)];
    (repo, prints)
}

#[test]
fn an_acknowledged_weakening_does_not_fail_and_is_listed_everywhere() {
    let (repo, [first, second]) = weakened();
    let gate = ["--fail-on=weakens", "main..."];
    assert_eq!(repo.diff(&gate).code, Some(1));
    repo.commit(&format!("Say why\n\nDDR-Ack: {first} the deck is tested by hand\n"));
    assert_eq!(repo.diff(&gate).code, Some(1), "the other one is open");
    // On a later commit, by enough of its digits, in capital letters.
    repo.commit(&format!("Say more\n\nText.\n\nDDR-Ack: {} next week\n", second[..8].to_uppercase()));
    assert_eq!(repo.diff(&gate).code, Some(0));
    assert_eq!(repo.diff(&["--fail-on=changes", "main..."]).code, Some(0));

    let found = json(&repo, &["main..."]);
    assert_eq!(
        found["summary"],
        serde_json::json!({"weakens": 0, "changes": 0, "editorial": 0, "acknowledged": 2})
    );
    assert_eq!(found["changes"][0]["acknowledged"], true);
    let text = repo.diff(&["main..."]).stdout;
    assert!(text.contains(", acknowledged)\n") && text.contains("2 acknowledged changes"), "{text}");
    assert!(text.contains(": the deck is tested by hand\n") && text.contains(": next week\n"), "{text}");
    for (format, mark) in [
        ("concise", " (acknowledged)"),
        ("github", " (acknowledged)"),
        ("markdown", ", acknowledged)"),
        ("html", ", acknowledged)"),
    ] {
        let said = repo.diff(&["--output-format", format, "main..."]).stdout;
        assert_eq!(said.matches(mark).count(), 2, "{format}: {said}");
    }
    assert!(!repo.diff(&["--output-format=github", "main..."]).stdout.contains("::error"));
    // Uncommitted work and the index are judged by the same commits.
    assert_eq!(repo.diff(&["--fail-on=weakens"]).code, Some(0));
    assert_eq!(repo.diff(&["--fail-on=weakens", "main", "--staged"]).code, Some(0));
}

#[test]
fn only_commits_between_the_two_states_count() {
    let (repo, [first, second]) = weakened();
    repo.git(&["switch", "--quiet", "main"]);
    repo.commit(&format!("On main\n\nDDR-Ack: {first} no\nDDR-Ack: {second} no\n"));
    assert_eq!(repo.diff(&["--fail-on=weakens", "main...work"]).code, Some(1));
    // A squash keeps the messages of its commits.
    repo.git(&["merge", "--quiet", "--squash", "work"]);
    repo.commit(&format!(
        "Weaken (#4)\n\n* Weaken two\n\nDDR-Ack: {first} a\n\n* More\n\nDDR-Ack: {second} b\n"
    ));
    assert_eq!(repo.diff(&["--fail-on=weakens", "HEAD~", "HEAD"]).code, Some(0));
}

#[test]
fn a_trailer_that_does_nothing_is_said() {
    let (repo, [first, _]) = weakened();
    repo.commit(&format!("Say little\n\nDDR-Ack: {} why\nDDR-Ack: all of it\n", &first[..7]));
    let said = repo.diff(&["--fail-on=weakens", "main..."]);
    assert_eq!(said.code, Some(1));
    let lines: Vec<&str> = said.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with(&format!("`DDR-Ack: {}` in ", &first[..7])), "{lines:?}");
    assert!(lines.iter().all(|line| line.contains(" acknowledges nothing: a fingerprint has 8 to 16")));
}
