//! From text to tree. Only this room knows the YAML library.

mod words;

use super::{Entry, MAX_BYTES, MAX_DEPTH, Node, Scalar, Spanned, UNREADABLE_CONFIG, Value, shown};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Location, MergeKeyPolicy, NonFiniteFloatPolicy};

/// Reads one YAML document. An empty text is [`Value::Null`]; a text that is no YAML, or one that
/// is too large, too deep or blown up by aliases, gives one diagnostic.
pub fn parse(text: &str) -> Result<Node, Vec<Diagnostic>> {
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes, the limit is {MAX_BYTES}", text.len());
        return Err(vec![unreadable(Span::at(0), message)]);
    }
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: 100_000,
            max_aliases: 200,
            max_anchors: 200,
        },
        alias_limits: serde_yaml::alias_limits! {
            max_total_replayed_events: 5_000,
            max_replay_stack_depth: 8,
        },
        // Each repeated key gets a diagnostic that names the first: see `convert`.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        // Then `<<` is a key like any other, and unknown.
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        strict_booleans: true,
        with_snippet: false,
    };
    let raw: serde_yaml::Spanned<Raw> = serde_yaml::from_str_with_options(text, options)
        .map_err(|error| vec![words::explain(text, &error)])?;
    let mut faults = Vec::new();
    let node = convert(text, raw, &mut faults);
    if faults.is_empty() { Ok(node) } else { Err(faults) }
}

/// What the library hands over. Numbers and truth values are taken from the text later, as written.
enum Raw {
    Null,
    Plain,
    Text(String),
    Sequence(Vec<serde_yaml::Spanned<Raw>>),
    Mapping(Vec<(serde_yaml::Spanned<Raw>, serde_yaml::Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Mapping(entries))
    }
}

/// The tree in our own types. Depth is bounded by the parser.
fn convert(text: &str, raw: serde_yaml::Spanned<Raw>, faults: &mut Vec<Diagnostic>) -> Node {
    let span = place(text, raw.referenced);
    let scalar = |value: String| {
        let quoted = place(text, raw.defined).of(text).starts_with(['"', '\'', '|', '>']);
        Value::Scalar(Scalar { text: value, plain: !quoted })
    };
    match raw.value {
        Raw::Null => Node { span, value: Value::Null },
        Raw::Plain => Node { span, value: scalar(place(text, raw.defined).of(text).to_owned()) },
        Raw::Text(value) => Node { span, value: scalar(value) },
        Raw::Sequence(items) => {
            let items: Vec<Node> = items.into_iter().map(|item| convert(text, item, faults)).collect();
            let (first, last) = (items.first().map(|n| n.span), items.last().map(|n| n.span));
            Node { span: container(text, span, first, last), value: Value::Sequence(items) }
        }
        Raw::Mapping(pairs) => {
            let mut entries: Vec<Entry> = Vec::with_capacity(pairs.len());
            for (key, value) in pairs {
                let key = convert(text, key, faults);
                let value = convert(text, value, faults);
                let Value::Scalar(Scalar { text: name, .. }) = key.value else {
                    faults.push(unreadable(key.span, "a key must be a text".to_owned()));
                    continue;
                };
                if let Some(first) = entries.iter().find(|entry| entry.key.value == name) {
                    let mut fault = unreadable(key.span, format!("the key {} stands twice", shown(&name)));
                    fault.label(first.key.span, "first here").help("remove one of the two");
                    faults.push(fault);
                    continue;
                }
                entries.push(Entry { key: Spanned { value: name, span: key.span }, value });
            }
            let (first, last) = (entries.first().map(|e| e.key.span), entries.last().map(|e| e.value.span));
            Node { span: container(text, span, first, last), value: Value::Mapping(entries) }
        }
    }
}

/// The span of a list or mapping: in brackets the whole, in lines its first key or item; of an
/// alias the alias itself.
fn container(text: &str, start: Span, first: Option<Span>, last: Option<Span>) -> Span {
    if start.of(text).starts_with('*') {
        return start;
    }
    if !start.of(text).starts_with(['[', '{']) {
        return first.unwrap_or(start);
    }
    let end = last.map_or(start, |last| start.cover(last)).end;
    let rest = text.get(end..).unwrap_or_default();
    let closed = rest.trim_start().starts_with([']', '}']);
    Span::new(start.start, if closed { end + (rest.len() - rest.trim_start().len()) + 1 } else { end })
}

/// The byte span of a location. Scanner errors know only line and column, in characters.
fn place(text: &str, location: Location) -> Span {
    let span = location.span();
    if let Some(start) = span.byte_offset().and_then(|o| usize::try_from(o).ok()) {
        let length = span.byte_len().and_then(|l| usize::try_from(l).ok()).unwrap_or_default();
        let whole = Span::new(start, start + length);
        let kept = whole.of(text).trim_end().len();
        return Span::new(start, start + kept);
    }
    let line = usize::try_from(location.line()).unwrap_or_default().saturating_sub(1);
    let column = usize::try_from(location.column()).unwrap_or_default().saturating_sub(1);
    let source = crate::source::Source::new("", text);
    let start = match line {
        0 => source.start(),
        _ => source.line_starts().get(line).copied().unwrap_or(text.len()),
    };
    let rest = text.get(start..).unwrap_or_default();
    let (at, length) = rest.char_indices().nth(column).map_or((rest.len(), 0), |(at, c)| (at, c.len_utf8()));
    Span::new(start + at, start + at + length)
}

fn unreadable(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(UNREADABLE_CONFIG.code, UNREADABLE_CONFIG.name, Severity::Error, span, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    /// What is wrong with a text: line and column, the text underlined, message, help.
    fn faults(text: &str) -> Vec<String> {
        let source = Source::new("a.yaml", text);
        let faults = parse(text).err().unwrap_or_default();
        let line = |fault: &Diagnostic| {
            let at = source.position(fault.span.start);
            let help = fault.help.as_deref().unwrap_or("-");
            assert_eq!((fault.code, fault.name), ("DDR904", "unreadable-config"));
            format!("{}:{} [{}] {} | {help}", at.line, at.column, source.slice(fault.span), fault.message)
        };
        faults.iter().map(line).collect()
    }

    /// Every scalar and key with the source text that its span covers.
    fn spans(text: &str) -> Vec<(String, String)> {
        fn walk(node: &Node, text: &str, out: &mut Vec<(String, String)>) {
            match &node.value {
                Value::Null => out.push(("~".to_owned(), node.span.of(text).to_owned())),
                Value::Scalar(scalar) => out.push((scalar.text.clone(), node.span.of(text).to_owned())),
                Value::Sequence(items) => items.iter().for_each(|item| walk(item, text, out)),
                Value::Mapping(entries) => {
                    for entry in entries {
                        out.push((format!("{}:", entry.key.value), entry.key.span.of(text).to_owned()));
                        walk(&entry.value, text, out);
                    }
                }
            }
        }
        let mut out = Vec::new();
        walk(&parse(text).unwrap(), text, &mut out);
        out
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn keys_and_values_know_their_place() {
        let text = "a: 5\n\"é b\": [x, 'it''s', \"日\\\"\"]\nc:\n  - d: ~\n    e: yes\nf:\n";
        let expected = [
            ("a:", "a"),
            ("5", "5"),
            ("é b:", "\"é b\""),
            ("x", "x"),
            ("it's", "'it''s'"),
            ("日\"", "\"日\\\"\""),
            ("c:", "c"),
            ("d:", "d"),
            ("~", "~"),
            ("e:", "e"),
            ("yes", "yes"),
            ("f:", "f"),
            ("~", ""),
        ];
        assert_eq!(spans(text), pairs(&expected));
    }

    #[test]
    fn a_byte_order_mark_and_carriage_returns_shift_nothing() {
        let text = "\u{feff}é: 日本 # c\r\nb: |\r\n  one\r\n  two\r\nc: x\r\n";
        let expected = [
            ("é:", "é"),
            ("日本", "日本"),
            ("b:", "b"),
            ("one\ntwo\n", "one\r\n  two"),
            ("c:", "c"),
            ("x", "x"),
        ];
        assert_eq!(spans(text), pairs(&expected));
    }

    #[test]
    fn numbers_and_truth_values_stay_as_written() {
        let text = "[007, 0x1F, 1e999, .nan, yes, True, 99999999999999999999999999999999999999999999]";
        let texts: Vec<String> = spans(text).into_iter().map(|(text, _)| text).collect();
        let written = ["007", "0x1F", "1e999", ".nan", "yes", "True"];
        assert_eq!(texts.get(..6).unwrap(), written);
    }

    #[test]
    fn a_container_is_underlined_in_brackets_or_at_its_first_key() {
        let span = |text: &str| match parse(text).unwrap().value {
            Value::Mapping(entries) => entries.first().unwrap().value.span.of(text).to_owned(),
            _ => String::new(),
        };
        assert_eq!(span("a: [1, 2 ]\nb: 3\n"), "[1, 2 ]");
        assert_eq!(span("a: {b: [1]}\n"), "{b: [1]}");
        assert_eq!(span("a: [ ]\n"), "[ ]");
        assert_eq!(span("a:\n  b: 1\n  c: 2\n"), "b");
        assert_eq!(span("a:\n  - {x: 1}\n  - y\n"), "{x: 1}");
    }

    #[test]
    fn an_alias_is_underlined_where_it_is_used() {
        assert_eq!(spans("a: &x 5\nb: *x\n"), pairs(&[("a:", "a"), ("5", "5"), ("b:", "b"), ("5", "*x")]));
    }

    #[test]
    fn an_empty_text_is_nothing() {
        for text in ["", "\n", "# only a comment\n", "\u{feff}", "---\n"] {
            assert_eq!(parse(text).map(|node| node.value), Ok(Value::Null), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_said_in_our_words() {
        let unclosed = "a bracket or quote before it may be open";
        let quotes = "put quotes around a text that holds `: `, and check the indentation";
        for (text, expected) in [
            ("a: [1, 2\nb: 3\n", format!("2:2 [:] a `:` that cannot stand here | {unclosed}")),
            ("é: x: y\n", format!("1:5 [:] a `:` that cannot stand here | {quotes}")),
            ("\u{feff}日本: x: y\r\n", format!("1:6 [:] a `:` that cannot stand here | {quotes}")),
            ("# 日本\r\né: 1\r\n日: x: y\r\n", format!("3:5 [:] a `:` that cannot stand here | {quotes}")),
            ("a:\n\tb: 1\n", "2:2 [b] a tab stands in the indentation | indent with spaces".to_owned()),
            ("a: \"open\n", "1:4 [\"] this quote is never closed | -".to_owned()),
            ("a: [b\n", "1:4 [[] this bracket is never closed | -".to_owned()),
            (
                "a: @b\n",
                "1:4 [@] a character that no value can begin with | put quotes around the text".to_owned(),
            ),
            (
                "a: *b\n",
                "1:4 [*] an alias to a value that no anchor marks | put quotes around a text that begins with `*`"
                    .to_owned(),
            ),
            ("a: &x [*x]\n", "1:8 [*x] an alias stands inside the value that it repeats | -".to_owned()),
            ("a: 1\n---\nb: 2\n", "3:1 [] a second YAML document begins here | keep one document in the file".to_owned()),
            ("a: \"\\d\"\n", "1:4 [\"] this text holds a `\\` that YAML cannot read | double the `\\`, or use single quotes".to_owned()),
            ("a: [b c: d: e]\n", "1:11 [:] a `,` or a closing bracket is missing before this | -".to_owned()),
            ("a: {b\n", "1:4 [{] this bracket is never closed | -".to_owned()),
            ("  a: 1\n b: 2\n", "2:2 [b] the indentation does not fit the lines above | -".to_owned()),
            ("a:\n  - b\n c\n", "3:2 [c] the indentation does not fit the lines above | -".to_owned()),
            ("a:\n  b: c\n - d\n", "3:2 [-] the indentation does not fit the lines above | -".to_owned()),
            ("a: 'b' c\n", "1:8 [c] text after a closing quote | put the whole value in quotes".to_owned()),
            ("a: [b]]\n", "1:7 []] a closing bracket that nothing opens | -".to_owned()),
            ("a: - b\n", "1:4 [-] no list can begin here | begin it on the next line, or write it in brackets".to_owned()),
            ("a: b\n\tc: d\n", "1:4 [b] a tab indents the line after this | indent with spaces".to_owned()),
            ("%YAML 3.0\n---\na: b\n", "1:1 [%] no valid YAML: unsupported YAML major version | -".to_owned()),
            ("a: 1\nb\n", "2:1 [b] a line that is neither a key with `:` nor part of a list | -".to_owned()),
            ("a: !!int x\n", "1:10 [x] no valid YAML: invalid u64 | -".to_owned()),
            ("? [a]\n: b\n", "1:3 [[a]] a key must be a text | -".to_owned()),
        ] {
            assert_eq!(faults(text), [expected], "{text:?}");
        }
    }

    #[test]
    fn repeated_keys_name_the_first() {
        let text = "a: 1\nb: {é: 1, x: 2, é: 3}\na: 2\n";
        assert_eq!(
            faults(text),
            [
                "2:17 [é] the key `é` stands twice | remove one of the two",
                "3:1 [a] the key `a` stands twice | remove one of the two",
            ]
        );
        let labels = parse(text).unwrap_err().remove(1).labels;
        assert_eq!(
            labels.first().map(|label| (label.span.start, label.message.as_str())),
            Some((0, "first here"))
        );
    }

    #[test]
    fn a_merge_key_is_a_key_like_any_other() {
        let text = "<<: {a: 1}\n";
        assert_eq!(spans(text), pairs(&[("<<:", "<<"), ("a:", "a"), ("1", "1")]));
    }

    #[test]
    fn an_alias_bomb_is_refused_in_one_line() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..10 {
            let items = vec![format!("*a{}", i - 1); 9].join(", ");
            text.push_str(&format!("a{i}: &a{i} [{items}]\n"));
        }
        let said = faults(&text);
        assert_eq!(said.len(), 1);
        assert!(
            said.iter().all(|line| line
                .ends_with("aliases unfold to far too much | write the values out instead of using `*`")),
            "{said:?}"
        );
    }

    #[test]
    fn many_aliases_of_nothing_much_are_refused_too() {
        let text = format!("a: &a x\nb: [{}]\n", vec!["*a"; 1000].join(", "));
        assert_eq!(faults(&text).len(), 1);
    }

    #[test]
    fn depth_is_bounded_in_every_style() {
        let flow = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(&flow(MAX_DEPTH)).is_ok());
        let block: String = (0..40).map(|i| format!("{}k:\n", " ".repeat(i))).collect();
        for text in [flow(MAX_DEPTH + 1), flow(200), flow(200_000), block, "- ".repeat(200) + "x"] {
            let said = faults(&text);
            assert_eq!(said.len(), 1);
            assert!(said.iter().all(|line| line.ends_with("nested deeper than 32 levels | -")), "{said:?}");
        }
    }

    #[test]
    fn a_file_of_two_mebibytes_is_refused_before_it_is_read() {
        let text = "a: b\n".repeat(420_000);
        assert_eq!(faults(&text), ["1:1 [] the file has 2100000 bytes, the limit is 1048576 | -"]);
    }

    #[test]
    fn no_prefix_of_a_file_makes_it_panic() {
        let text = "\u{feff}é: [a, {b: \"c\\n\"}]\r\nd: &x |\r\n  e\r\nf: *x\r\n? g\r\n: - h\r\n";
        for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
            let _ = parse(text.get(..end).unwrap());
        }
    }
}
