//! Clauses of real budget cells, and budgets written in every spelling and read back.

use super::*;
use proptest::prelude::*;

/// One line for one clause: `metric | percentile | comparator low..high unit | /per | tail`.
fn line(budget: &Budget) -> String {
    if !budget.read {
        return format!("words{}", if budget.holds_number() { " with a number" } else { "" });
    }
    let sign = match budget.comparator {
        None => "",
        Some(Comparator::Less) => "<",
        Some(Comparator::AtMost) => "≤",
        Some(Comparator::Greater) => ">",
        Some(Comparator::AtLeast) => "≥",
        Some(Comparator::Equal) => "=",
        Some(Comparator::About) => "~",
    };
    let end = |n: Option<f64>| n.map(|n| n.to_string()).unwrap_or_default();
    let mut out = vec![];
    out.extend(budget.metric.clone());
    out.extend(budget.percentile.as_ref().map(|p| format!("[{p}]")));
    let delta = if budget.delta { "+" } else { "" };
    out.push(format!(
        "{delta}{sign}{}..{}{}",
        end(budget.low),
        end(budget.high),
        budget.unit.clone().unwrap_or_default()
    ));
    out.extend(budget.per.as_ref().map(|p| format!("/{p}")));
    out.extend(budget.tail.as_ref().map(|t| format!("| {t}")));
    out.join(" ")
}

fn lines(cell: &str) -> Vec<String> {
    budgets(cell).iter().map(line).collect()
}

#[test]
fn clauses_are_taken_apart() {
    let cases = [
        ("Startup <60s", "Startup <..60s"),
        ("Mem &lt;500MB", "Mem <..500MB"),
        ("Load time < 5ms", "Load time <..5ms"),
        ("p99 <50ms", "[p99] <..50ms"),
        ("p99<50ms", "[p99] <..50ms"),
        ("P99.9 ≤ 120 ms", "[p999] ≤..120ms"),
        ("p999 <= 120 ms", "[p999] ≤..120ms"),
        ("p99 latency < 200ms", "latency [p99] <..200ms"),
        ("latency p95 ≤ 80 ms", "latency [p95] ≤..80ms"),
        ("latency (p95) ≤ 80 ms", "latency [p95] ≤..80ms"),
        ("<5ms p50", "[p50] <..5ms"),
        ("99th percentile under 20 ms", "[p99] <..20ms"),
        ("p50/p99 <5ms", "p50/p99 <..5ms"),
        ("+≤2MB", "+≤..2MB"),
        ("≤+2MB", "+≤..2MB"),
        ("+5%", "+..5%"),
        ("bundle +≤10 KiB gzipped", "bundle +≤..10KiB | gzipped"),
        ("2-5s added to suite", "2..5s | added to suite"),
        ("10 – 20 ms", "10..20ms"),
        ("500ms-2s", "0.5..2s"),
        ("between 10 and 20 ms", "between 10..20ms"),
        ("~5MB", "~..5MB"),
        ("≈ 3 s", "~..3s"),
        ("<~5ms", "<..5ms"),
        ("mem <5MB per connection", "mem <..5MB /connection"),
        ("≤3 µs/event", "≤..3us /event"),
        ("≤3 μs / event", "≤..3us /event"),
        ("≤3us per event at 10k rps", "≤..3us /event | at 10k rps"),
        ("memory per stream <64KB", "memory <..64KB /stream"),
        ("<50\u{202f}ms", "<..50ms"),
        ("<50\u{a0}ms", "<..50ms"),
        ("1\u{202f}000 ms", "..1000ms"),
        ("≤1,000 ms", "≤..1000ms"),
        ("≤12,345.5 KB", "≤..12345.5KB"),
        ("≤0,5 s", "≤..0.5s"),
        (".5ms overhead", "overhead ..0.5ms"),
        ("≥10k qps", "≥10000..qps"),
        ("≥ 10 k qps", "≥10000..qps"),
        (">500 rps per pod", ">500..rps /pod"),
        ("throughput at least 2,500 msg/s", "throughput ≥2500.. /s | msg"),
        ("100+ conns", "≥100..conns"),
        ("coverage ≥80%", "coverage ≥80..%"),
        ("≤5% CPU", "CPU ≤..5%"),
        ("retries ≤2", "retries ≤..2"),
        ("retries: 2", "retries ..2"),
        ("2 replicas", "replicas ..2"),
        ("1 query per request", "query ..1 /request"),
        ("1 lookup/request", "lookup ..1 /request"),
        ("pool ≤64 conns", "pool ≤..64conns"),
        ("TTL=60s", "TTL =60..60s"),
        ("5s timeout", "timeout ..5s"),
        ("30-second timeout", "timeout ..30s"),
        ("up to 3 min", "≤..3min"),
        ("max 64MB", "≤..64MB"),
        ("50ms max", "≤..50ms"),
        ("Max latency 50ms", "latency ≤..50ms"),
        ("memory cap 256 MiB", "memory ≤..256MiB"),
        ("stays under 50 ms", "stays <..50ms"),
        ("≤200 LoC", "≤..200LoC"),
        ("≤200 lines of code", "≤..200LoC"),
        ("SHA-256 <5ms", "SHA-256 <..5ms"),
        ("Python 3.11 startup <50ms", "Python 3.11 startup <..50ms"),
        ("HTTP/2 handshake 50ms", "HTTP/2 handshake ..50ms"),
        ("2 workers 512MB", "2 workers ..512MB"),
        ("negligible (<1ms)", "negligible <..1ms"),
        ("Latency: 120ms → 80ms", "Latency ..80ms"),
        ("≤2x baseline", "baseline ≤..2x"),
        ("<$5/month", "<..5$ /month"),
        ("<5ms overhead (no I/O on the hot path)", "overhead <..5ms | (no I/O on the hot path)"),
        ("cold start <1.5 s on the small runner", "cold start <..1.5s | on the small runner"),
        ("512Mi per pod", "..512Mi /pod"),
        ("lookup O(1) <1µs", "lookup O(1) <..1us"),
        ("100 users <2s", "100 users <..2s"),
        ("no regression >5%", "no regression ≤..5%"),
        ("must not exceed 50 ms", "must ≤..50ms"),
        ("-20% allocations", "allocations +..-20%"),
        ("<10 Mbps", "<..10Mbps"),
        ("100 MB/s", "..100MB /s"),
        ("CLS<0.1", "CLS <..0.1"),
        ("LCP < 2.5s", "LCP <..2.5s"),
        ("0.1% error rate", "error rate ..0.1%"),
        ("+1 query", "query +..1"),
        ("mem: <64MB (was 128MB)", "mem <..64MB | (was 128MB)"),
        ("<5 ms/call p95", "[p95] <..5ms /call"),
        ("CI +≤30s", "CI +≤..30s"),
        ("C++ build <90s", "C++ build <..90s"),
        ("64-bit ids", "words"),
        ("sub-second", "words"),
        ("TBD", "words"),
        ("1m30s", "words with a number"),
        ("no extra queries", "words"),
        ("negligible", "words"),
        ("O(1)", "words"),
        ("O(n log n)", "words"),
        ("O(1) per event", "words"),
        ("no I/O", "words"),
        ("HTTP/2", "words"),
        ("Python 3.11", "words"),
        ("see phase 2", "words"),
        ("same as D3", "words"),
        ("24/7", "words with a number"),
        ("on 2026-11-23", "words with a number"),
        ("first 3rd of requests", "words with a number"),
        ("about 1e6 or so", "words with a number"),
        ("shards to 12", "words with a number"),
    ];
    let read: Vec<(&str, String)> = cases.iter().map(|(cell, _)| (*cell, lines(cell).join(" ; "))).collect();
    let wrong: Vec<_> = read.iter().zip(&cases).filter(|(read, case)| read.1 != case.1).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn cells_are_cut_into_clauses() {
    let texts = |cell: &str| budgets(cell).into_iter().map(|b| b.text).collect::<Vec<_>>();
    assert_eq!(texts("Startup &lt;60s, Mem &lt;500MB"), ["Startup &lt;60s", "Mem &lt;500MB"]);
    assert_eq!(
        texts("<1,000 ms, 5 MB (heap, not rss); none left"),
        ["<1,000 ms", "5 MB (heap, not rss)", "none left"]
    );
    assert_eq!(texts("p99 <5ms<br>mem <5MB<BR />x\ny"), ["p99 <5ms", "mem <5MB", "x", "y"]);
    assert_eq!(texts("a (never closed, b; c"), ["a (never closed", "b", "c"]);
    assert_eq!(texts("<5MB per connection, steady state"), ["<5MB per connection", "steady state"]);
    assert_eq!(texts(";, ;"), Vec::<String>::new());
}

#[test]
fn nothing_has_many_names() {
    for cell in ["", " ", "n/a", "N/A", "NA", "none", "None.", "-", "—", "–", "--", "`n/a`", "(none)"] {
        assert!(none_cell(cell) && budgets(cell).is_empty(), "{cell}");
    }
    for cell in ["nano", "n/a for now", "no", "0", "- 5ms"] {
        assert!(!none_cell(cell), "{cell}");
    }
}

#[test]
fn one_dimension_compares_in_its_base_unit() {
    let base = |cell: &str| {
        let budget = budgets(cell).remove(0);
        (budget.dimension(), budget.base_value(budget.high.unwrap()))
    };
    assert_eq!(base("2 min").1, base("120 s").1);
    assert_eq!(base("1 MB"), base("1000kb"));
    assert_eq!(base("1MiB").1, 1_048_576.0);
    assert_ne!(base("+1MB").0, base("1MB").0);
    assert_ne!(base("5Mb").0, base("5MB").0);
    assert_ne!(base("<5m").0, base("<5min").0);
    assert_eq!(base("5k qps timeouts"), base("5000 qps timeouts"));
}

#[test]
fn json_is_as_published() {
    let json = serde_json::to_value(budgets("mem &lt;5MB per connection").remove(0)).unwrap();
    let expected = serde_json::json!({
        "text": "mem &lt;5MB per connection", "metric": "mem", "percentile": null, "comparator": "<",
        "low": null, "high": 5.0, "unit": "MB", "per": "connection", "delta": false, "tail": null
    });
    assert_eq!(json, expected);
}

#[test]
fn long_cells_are_read_to_their_end() {
    for part in [
        "(", "1-", "p99 ", "<", "5ms → ", "1,", "&lt;", "/a", "a per ", "1.1", "<br", "5 ", "\u{a0}", "+5",
        "of ",
    ] {
        let cell = part.repeat(200_000 / part.len());
        // Work that grew with the square of this would not come to an end.
        let read: usize = budgets(&cell).iter().map(|budget| budget.text.len()).sum();
        assert!(read <= cell.len(), "{part}: no byte belongs to two clauses");
    }
}

const UNITS: [(&str, Option<&str>); 22] = [
    ("", None),
    ("ms", Some("ms")),
    ("µs", Some("us")),
    ("us", Some("us")),
    ("s", Some("s")),
    ("sec", Some("s")),
    ("min", Some("min")),
    ("h", Some("h")),
    ("ns", Some("ns")),
    ("%", Some("%")),
    ("B", Some("B")),
    ("KB", Some("KB")),
    ("kb", Some("kb")),
    ("MB", Some("MB")),
    ("GB", Some("GB")),
    ("KiB", Some("KiB")),
    ("MiB", Some("MiB")),
    ("qps", Some("qps")),
    ("RPS", Some("rps")),
    ("LoC", Some("LoC")),
    ("conns", Some("conns")),
    ("TB", Some("TB")),
];

const SIGNS: [(&str, Option<Comparator>); 14] = [
    ("", None),
    ("<", Some(Comparator::Less)),
    ("&lt;", Some(Comparator::Less)),
    ("≤", Some(Comparator::AtMost)),
    ("<=", Some(Comparator::AtMost)),
    ("&lt;=", Some(Comparator::AtMost)),
    ("up to ", Some(Comparator::AtMost)),
    ("max ", Some(Comparator::AtMost)),
    (">", Some(Comparator::Greater)),
    ("≥", Some(Comparator::AtLeast)),
    (">=", Some(Comparator::AtLeast)),
    ("at least ", Some(Comparator::AtLeast)),
    ("=", Some(Comparator::Equal)),
    ("~", Some(Comparator::About)),
];

proptest! {
    #[test]
    fn any_text_is_read_without_loss(cell in "(\\PC|[0-9pk<>≤=+;,()&/. -]|ms|MB|per |lt;|<br>){0,40}") {
        let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ';' | ',')).collect::<String>();
        let breaks = regex::Regex::new("(?i)<br[ /]*>").unwrap();
        let read = budgets(&cell);
        if !none_cell(&cell) {
            let texts: String = read.iter().map(|budget| budget.text.as_str()).collect();
            prop_assert_eq!(kept(&texts), kept(&breaks.replace_all(&cell, "\n")));
        }
        for budget in read {
            prop_assert_eq!(budget.read, budget.low.is_some() || budget.high.is_some());
            let _ = (budget.holds_number(), budget.dimension());
        }
    }

    #[test]
    fn what_is_written_is_read(
        metric in proptest::option::of(prop::sample::select(vec!["mem", "Cold start", "SHA-256 digest", "I/O wait", "TTL"])),
        percentile in proptest::option::of(prop::sample::select(vec!["p50", "P99", "p95", "p999"])),
        behind in any::<bool>(),
        sign in prop::sample::select(SIGNS.to_vec()),
        number in prop::sample::select(vec![("5", 5.0), ("0.25", 0.25), ("1,500", 1500.0), ("12,345.5", 12345.5), ("10k", 10_000.0), ("1_000", 1000.0)]),
        upper in proptest::option::of(prop::sample::select(vec!["-", "–", " – ", " to "])),
        delta in any::<bool>(),
        space in prop::sample::select(vec!["", " ", "\u{a0}", "\u{202f}"]),
        unit in prop::sample::select(UNITS.to_vec()),
        per in proptest::option::of(prop::sample::select(vec![("/", "stream"), (" per ", "request"), (" / ", "event")])),
        tail in proptest::option::of(prop::sample::select(vec!["added to suite", "at peak load", "(steady, warm)"])),
    ) {
        // `10kms` is no spelling of anything, and a bare number behind words is no quantity.
        let space = if number.0.ends_with('k') && space.is_empty() { " " } else { space };
        prop_assume!(unit.1.is_some() || sign.1.is_some() || delta);
        let mut text = String::new();
        if let Some(metric) = metric {
            text += &format!("{metric} ");
        }
        if let Some(percentile) = percentile.filter(|_| !behind) {
            text += &format!("{percentile} ");
        }
        if delta {
            text += "+";
        }
        text += &format!("{}{}", sign.0, number.0);
        if let Some(joint) = upper {
            text += &format!("{joint}20,000");
        }
        text += &format!("{space}{}", unit.0);
        if let Some(percentile) = percentile.filter(|_| behind) {
            text += &format!(" {percentile}");
        }
        if let Some((mark, thing)) = per {
            text += &format!("{mark}{thing}");
        }
        if let Some(tail) = tail {
            text += &format!(" {tail}");
        }
        let read = budgets(&text);
        prop_assert_eq!(read.len(), 1, "{}", text);
        let read = &read[0];
        prop_assert!(read.read, "{}", text);
        prop_assert_eq!(read.metric.as_deref(), metric, "{}", text);
        prop_assert_eq!(&read.percentile, &percentile.map(str::to_lowercase), "{}", text);
        prop_assert_eq!(read.comparator, sign.1, "{}", text);
        prop_assert_eq!(read.delta, delta, "{}", text);
        prop_assert_eq!(read.unit.as_deref(), unit.1, "{}", text);
        prop_assert_eq!(read.per.as_deref(), per.map(|p| p.1), "{}", text);
        prop_assert_eq!(read.tail.as_deref(), tail, "{}", text);
        let (low, high) = match (upper, sign.1) {
            (Some(_), _) => (Some(number.1), Some(20_000.0)),
            (None, Some(Comparator::Equal)) => (Some(number.1), Some(number.1)),
            (None, Some(Comparator::Greater | Comparator::AtLeast)) => (Some(number.1), None),
            (None, _) => (None, Some(number.1)),
        };
        prop_assert_eq!((read.low, read.high), (low, high), "{}", text);
    }
}
