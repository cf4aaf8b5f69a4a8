//! What a document means, apart from how it is written, and strategies that make such meanings.
//!
//! A meaning becomes a list of facts, and so does what the program understood: two lists of lines
//! are easy to compare and easy to read when they differ.

use ddr::render::show::{ShownDocument, ShownProse, ShownWord};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A design decision record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Empty where there is none.
    pub title: String,
    pub summary: Option<Prose>,
    /// Which columns the table has beside the statement.
    pub columns: Vec<Column>,
    pub decisions: Vec<Decision>,
    pub risks: Option<Risks>,
    pub phases: Vec<Phase>,
    pub notes: Vec<Prose>,
    /// The limit of every note.
    pub note_limit: Option<usize>,
}

/// A patch plan.
#[derive(Debug, Clone)]
pub struct Plan {
    pub title: String,
    pub phase: Option<&'static str>,
    pub summary: Option<Prose>,
    pub columns: Vec<Field>,
    pub rows: Vec<Row>,
    pub notes: Vec<Prose>,
}

/// A text, the count that it states of itself and the limit that it sets itself.
#[derive(Debug, Clone)]
pub struct Prose {
    pub text: String,
    pub stated: Option<usize>,
    pub limit: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Id,
    Rationale,
    Status,
    Invariant,
}

/// A decision; what has no column is not told.
#[derive(Debug, Clone)]
pub struct Decision {
    pub id: String,
    pub statement: String,
    pub rationale: String,
    pub status: Option<&'static str>,
    pub invariant: Option<bool>,
}

#[derive(Debug, Clone)]
pub struct Risks {
    /// The number in the heading, right or wrong.
    pub stated: Option<usize>,
    pub items: Vec<Risk>,
}

#[derive(Debug, Clone)]
pub struct Risk {
    pub title: String,
    pub mitigation: Option<String>,
    /// Only a table says it.
    pub level: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Phase {
    pub id: String,
    pub title: String,
}

/// The columns of a plan beside the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Op,
    Symbols,
    Tests,
    Budget,
    Risk,
    Status,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub paths: Vec<&'static str>,
    pub op: Option<&'static str>,
    pub symbols: Vec<&'static str>,
    pub tests: Vec<&'static str>,
    pub budgets: Vec<&'static Budget>,
    pub risk: (Option<&'static str>, Option<String>, Option<String>),
    pub status: Option<&'static str>,
}

/// A clause of a budget and how it is understood.
#[derive(Debug)]
pub struct Budget {
    pub text: &'static str,
    pub read: &'static str,
}

/// Metric, percentile, comparator, low, high, unit, per, delta, tail.
pub const BUDGETS: &[Budget] = &[
    Budget { text: "p99 <50ms", read: "-|p99|<|-|50|ms|-|-|-" },
    Budget { text: "mem <5MB per connection", read: "mem|-|<|-|5|MB|connection|-|-" },
    Budget { text: "+≤2MB", read: "-|-|≤|-|2|MB|-|delta|-" },
    Budget { text: "2-5s added to suite", read: "-|-|-|2|5|s|-|-|added to suite" },
    Budget { text: "retries ≤2", read: "retries|-|≤|-|2|-|-|-|-" },
    Budget { text: "negligible", read: "-|-|-|-|-|-|-|-|-" },
    Budget { text: "Startup < 60 s", read: "Startup|-|<|-|60|s|-|-|-" },
    Budget { text: "≥10k qps", read: "-|-|≥|10000|-|qps|-|-|-" },
    Budget { text: "<50\u{202f}ms p50", read: "-|p50|<|-|50|ms|-|-|-" },
    Budget { text: "≤3µs/event", read: "-|-|≤|-|3|us|event|-|-" },
    Budget { text: "O(1)", read: "-|-|-|-|-|-|-|-|-" },
];

/// Words that need care nowhere.
pub const WORDS: &[&str] = &[
    "cache",
    "reads",
    "grow",
    "slowly",
    "queues",
    "drift",
    "tiles",
    "über",
    "отказ",
    "日本語",
    "naïve",
    "fill",
    "stall",
    "locks",
    "retry",
    "index",
    "shards",
    "clocks",
    "never",
    "orders",
];

/// Words that Markdown, tables or HTML would change if they were written as they are.
pub const WILD: &[&str] = &[
    "R&D",
    "a|b",
    "x>y",
    "<5ms",
    "List<T>",
    "__init__",
    "snake_case",
    "2*3*4",
    "&amp;",
    "read/write",
    "100%",
    "“quoted”",
    "non\u{2011}breaking",
    "[x]",
    "`",
    "C:\\temp",
    "~~",
    "#1",
    "😀",
];

const STATUSES: &[&str] =
    &["proposed", "accepted", "in-progress", "implemented", "deferred", "rejected", "superseded"];
const ROW_STATUSES: &[&str] = &["planned", "in-progress", "done", "deferred"];
const LEVELS: &[&str] = &["very-low", "low", "medium", "high", "critical"];
const OPS: &[&str] = &["add", "modify", "delete", "rename", "none"];
const PATHS: &[&str] = &[
    "src/cache.rs",
    "server/services/firestore/__init__.py",
    "tests/test_cache.py",
    "web/app/[id]/page.tsx",
    ".github/workflows/ci.yml",
    "src/größe.rs",
    "docs/store/",
    "Makefile",
    "README.md",
    "lib/a-b/c_d_e.c",
];
const TESTS: &[&str] =
    &["tests/test_cache.py", "web/e2e/login.spec.ts", "tests/unit/__init__.py", "src/store_test.go"];
const SYMBOLS: &[&str] = &["open_store", "Cache::get", "MAX_SIZE", "app.routes"];

fn words(list: &'static [&'static str], range: std::ops::RangeInclusive<usize>) -> BoxedStrategy<String> {
    vec(select(list), range).prop_map(|words| words.join(" ")).boxed()
}

/// Plain words with a wild one now and then; the first and the last are plain.
fn wild_words(most: usize) -> BoxedStrategy<String> {
    let middle = prop_oneof![3 => select(WORDS), 2 => select(WILD)];
    (select(WORDS), vec(middle, 0..most), select(WORDS))
        .prop_map(|(first, middle, last)| {
            let all: Vec<&str> = std::iter::once(first).chain(middle).chain([last]).collect();
            all.join(" ")
        })
        .boxed()
}

fn prose(most: usize) -> impl Strategy<Value = Prose> {
    (wild_words(most), option::of(1_usize..400), option::of(10_usize..300))
        .prop_map(|(text, stated, limit)| Prose { text, stated, limit })
}

fn ids() -> impl Strategy<Value = Vec<String>> {
    let make = |form: &'static str| move |n: usize| form.replace('%', &n.to_string());
    select(&["D%", "D-0%", "A%", "DD-00%", "%", "#%", "ADR-%"] as &[_])
        .prop_map(move |form| (1..10).map(make(form)).collect())
}

fn decision() -> impl Strategy<Value = Decision> {
    let rationale = prop_oneof![1 => Just(String::new()), 4 => wild_words(8)];
    (wild_words(8), rationale, option::weighted(0.8, select(STATUSES)), option::weighted(0.8, any::<bool>()))
        .prop_map(|(statement, rationale, status, invariant)| Decision {
            id: String::new(),
            statement,
            rationale,
            status,
            invariant,
        })
}

fn risks() -> impl Strategy<Value = Risks> {
    let risk = (words(WORDS, 1..=6), option::weighted(0.8, words(WORDS, 1..=7)), option::of(select(LEVELS)));
    let risk = risk.prop_map(|(title, mitigation, level)| Risk { title, mitigation, level });
    (option::of(1_usize..12), vec(risk, 1..6), any::<bool>()).prop_map(|(stated, mut items, levels)| {
        if !levels {
            items.iter_mut().for_each(|risk| risk.level = None);
        }
        Risks { stated, items }
    })
}

fn phases() -> impl Strategy<Value = Vec<Phase>> {
    let ids = select(&["0 1 2 3 4", "1 2 3 4 5", "R1 R2 R3 R4A R4B", "1 2 3 3A 4"] as &[&'static str]);
    (ids, vec(words(WORDS, 1..=4), 0..5)).prop_map(|(ids, titles)| {
        let named = ids.split(' ').zip(titles);
        named.map(|(id, title)| Phase { id: id.to_owned(), title }).collect()
    })
}

fn notes() -> impl Strategy<Value = Vec<Prose>> {
    vec((wild_words(6), option::of(1_usize..90)), 0..4).prop_map(|notes| {
        notes.into_iter().map(|(text, stated)| Prose { text, stated, limit: None }).collect()
    })
}

pub fn record() -> impl Strategy<Value = Record> {
    let all = vec![Column::Id, Column::Rationale, Column::Status, Column::Invariant];
    (
        option::of(words(WORDS, 1..=4)),
        option::of(prose(12)),
        (subsequence(all, 2..=4), ids(), vec(decision(), 1..7)),
        option::of(risks()),
        phases(),
        (notes(), option::of(10_usize..90)),
    )
        .prop_map(
            |(title, summary, (columns, ids, mut decisions), risks, phases, (notes, note_limit))| {
                for (decision, id) in decisions.iter_mut().zip(ids) {
                    decision.id = id;
                }
                let title = title.unwrap_or_default();
                Record { title, summary, columns, decisions, risks, phases, notes, note_limit }
            },
        )
}

fn row() -> impl Strategy<Value = Row> {
    let risk = (
        option::weighted(0.8, select(LEVELS)),
        option::of(words(WORDS, 2..=5)),
        option::of(words(WORDS, 1..=4)),
    );
    (
        subsequence(PATHS, 1..=3),
        option::weighted(0.9, select(OPS)),
        subsequence(SYMBOLS, 0..=2),
        subsequence(TESTS, 0..=2),
        subsequence(BUDGETS.iter().collect::<Vec<_>>(), 0..=3),
        risk,
        option::of(select(ROW_STATUSES)),
    )
        .prop_map(|(paths, op, symbols, tests, budgets, (level, text, how), status)| {
            // A mitigation stands behind a risk, and a risk cell without a level is all text.
            let how = how.filter(|_| text.is_some());
            Row { paths, op, symbols, tests, budgets, risk: (level, text, how), status }
        })
}

pub fn plan() -> impl Strategy<Value = Plan> {
    let all = vec![Field::Op, Field::Symbols, Field::Tests, Field::Budget, Field::Risk, Field::Status];
    (
        words(WORDS, 1..=3),
        option::of(select(&["0", "2", "R4A"] as &[&'static str])),
        option::of(prose(8)),
        subsequence(all, 2..=6),
        vec(row(), 1..6),
        notes(),
    )
        .prop_map(|(title, phase, summary, columns, rows, notes)| Plan {
            title,
            phase,
            summary,
            columns,
            rows,
            notes,
        })
}

/// Words as the contract counts them.
pub fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

fn told(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

impl Prose {
    fn fact(&self, name: &str) -> String {
        format!(
            "{name}: {} words, stated {}, limit {}",
            count(&self.text),
            told(self.stated),
            told(self.limit)
        )
    }
}

fn note_facts(notes: &[Prose], limit: Option<usize>, out: &mut Vec<String>) {
    out.extend(notes.iter().map(|note| Prose { limit, ..note.clone() }.fact("note")));
}

impl Record {
    pub fn facts(&self) -> Vec<String> {
        let mut out = vec!["record".to_owned(), format!("title {}", told(filled(&self.title)))];
        out.extend(self.summary.as_ref().map(|summary| summary.fact("summary")));
        let has = |column| self.columns.contains(&column);
        out.extend(self.decisions.iter().map(|decision| {
            let id = filled(&decision.id).filter(|_| has(Column::Id));
            let rationale = filled(&decision.rationale).filter(|_| has(Column::Rationale));
            let status = decision.status.filter(|_| has(Column::Status));
            let invariant = decision.invariant.filter(|_| has(Column::Invariant));
            format!(
                "decision {}: {} because {}, {}, invariant {}",
                told(id),
                decision.statement,
                told(rationale),
                told(status),
                told(invariant)
            )
        }));
        if let Some(risks) = &self.risks {
            out.push(format!("risks, stated {}", told(risks.stated)));
            out.extend(risks.items.iter().map(|risk| {
                format!("risk {}: {}, {}", risk.title, told(risk.mitigation.as_ref()), told(risk.level))
            }));
        }
        out.extend(self.phases.iter().map(|phase| format!("phase {}: {}", phase.id, phase.title)));
        note_facts(&self.notes, self.note_limit, &mut out);
        out
    }
}

impl Plan {
    /// The title that carries the phase.
    pub fn full_title(&self) -> String {
        match self.phase {
            Some(phase) => format!("Phase {phase}: {} Patch Plan", self.title),
            None => format!("{} Patch Plan", self.title),
        }
    }

    pub fn facts(&self) -> Vec<String> {
        let mut out = vec!["plan".to_owned(), format!("title {}", self.full_title())];
        out.extend(self.summary.as_ref().map(|summary| summary.fact("summary")));
        out.push(format!("phase {}", told(self.phase)));
        let has = |field| self.columns.contains(&field);
        for row in &self.rows {
            out.push(format!("row {}", row.paths.join(" ")));
            out.push(format!("  op {}", told(row.op.filter(|_| has(Field::Op)))));
            if has(Field::Symbols) && !row.symbols.is_empty() {
                out.push(format!("  symbols {}", row.symbols.join(" ")));
            }
            if has(Field::Tests) && !row.tests.is_empty() {
                out.push(format!("  tests {}", row.tests.join(" ")));
            }
            if has(Field::Budget) {
                out.extend(row.budgets.iter().map(|budget| format!("  budget {}", budget.read)));
            }
            let (level, text, how) = &row.risk;
            if has(Field::Risk) && (level.is_some() || text.is_some()) {
                out.push(format!("  risk {}: {}, {}", told(*level), told(text.as_ref()), told(how.as_ref())));
            }
            out.push(format!("  status {}", told(row.status.filter(|_| has(Field::Status)))));
        }
        note_facts(&self.notes, None, &mut out);
        out
    }
}

/// The facts of a document as the program shows it.
pub fn facts(shown: &ShownDocument) -> Vec<String> {
    let prose = |name: &str, prose: &ShownProse| {
        format!("{name}: {} words, stated {}, limit {}", prose.words, told(prose.stated), told(prose.limit))
    };
    let canonical = |word: &Option<ShownWord>| {
        told(
            word.as_ref()
                .map(|word| word.canonical.clone().unwrap_or_else(|| format!("unknown {}", word.text))),
        )
    };
    let mut out = vec![shown.kind.clone(), format!("title {}", told(shown.title.as_ref()))];
    out.extend(shown.summary.as_ref().map(|summary| prose("summary", summary)));
    out.extend(shown.decisions.iter().map(|decision| {
        format!(
            "decision {}: {} because {}, {}, invariant {}",
            told(decision.id.as_ref()),
            told(decision.statement.as_ref()),
            told(decision.rationale.as_ref()),
            canonical(&decision.status),
            told(decision.invariant)
        )
    }));
    if let Some(risks) = &shown.risks {
        out.push(format!("risks, stated {}", told(risks.stated)));
        out.extend(risks.items.iter().map(|risk| {
            // Whether a full stop belongs to the title before it is nobody's question.
            let title = risk.title.trim_end_matches('.');
            format!("risk {title}: {}, {}", told(risk.mitigation.as_ref()), told(risk.level.as_ref()))
        }));
    }
    out.extend(
        shown.phases.iter().map(|phase| format!("phase {}: {}", told(phase.id.as_ref()), phase.title)),
    );
    if let Some(plan) = &shown.plan {
        out.push(format!("phase {}", told(plan.phase.as_ref())));
        for row in &plan.rows {
            let paths: Vec<&str> = row.paths.iter().map(|path| path.trim_start_matches("./")).collect();
            out.push(format!("row {}", paths.join(" ")));
            out.push(format!("  op {}", canonical(&row.op)));
            if !row.symbols.is_empty() {
                out.push(format!("  symbols {}", row.symbols.join(" ")));
            }
            if let Some(tests) = row.tests.as_ref().filter(|tests| !tests.none) {
                out.push(format!("  tests {}", tests.paths.join(" ")));
            }
            out.extend(row.budgets.iter().map(|budget| {
                let number = |number: Option<f64>| told(number);
                let delta = if budget.delta { "delta" } else { "-" };
                format!(
                    "  budget {}|{}|{}|{}|{}|{}|{}|{delta}|{}",
                    told(budget.metric.as_ref()),
                    told(budget.percentile.as_ref()),
                    told(budget.comparator.as_ref()),
                    number(budget.low),
                    number(budget.high),
                    told(budget.unit.as_ref()),
                    told(budget.per.as_ref()),
                    told(budget.tail.as_ref())
                )
            }));
            if let Some(risk) = &row.risk {
                let (level, how) = (told(risk.level.as_ref()), told(risk.mitigation.as_ref()));
                out.push(format!("  risk {level}: {}, {how}", told(filled(&risk.text))));
            }
            out.push(format!("  status {}", canonical(&row.status)));
        }
    }
    out.extend(shown.notes.iter().map(|note| prose("note", note)));
    out
}
