//! From tree to types, with every mistake reported and the rest understood all the same.

use super::{Entry, INVALID_VALUE, Kind, Node, Spanned, UNKNOWN_KEY, Value, nearest, parse, shown};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, IntoDeserializer};
use std::borrow::Cow;

/// The text that is read, and what was wrong so far.
#[derive(Debug)]
pub struct Reader<'t> {
    /// The whole file.
    pub text: &'t str,
    /// Mistakes, in the order in which they were met.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the file is our own and known to have no mistakes, so that costly checks may wait.
    pub trusted: bool,
    /// Whether a part of what the file builds on could not be read, so that a name which nobody
    /// gives here may be given there.
    pub partial: bool,
}

/// A type that can be read from a node. `name` says in messages what is being read: a key in code
/// marks, or "an item of …". A mistake is reported, and gives `None`.
pub trait Read: Sized {
    /// Reads it.
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self>;
}

/// Reads a whole file. An empty one is an empty mapping.
pub fn read_file<T: Read + Default>(text: &str) -> (T, Vec<Diagnostic>) {
    let node = match parse(text) {
        Ok(node) => node,
        Err(diagnostics) => return (T::default(), diagnostics),
    };
    let mut reader = Reader { text, diagnostics: Vec::new(), trusted: false, partial: false };
    let value = match node.value {
        Value::Null => T::default(),
        _ => T::read(&node, "the file", &mut reader).unwrap_or_default(),
    };
    (value, reader.diagnostics)
}

impl Reader<'_> {
    /// Reports a mistake; the diagnostic may be given more to say.
    pub fn report(&mut self, kind: Kind, span: Span, message: impl Into<String>) -> Option<&mut Diagnostic> {
        self.diagnostics.push(Diagnostic::new(kind.code, kind.name, Severity::Error, span, message));
        self.diagnostics.last_mut()
    }

    /// Reports a value that is not what the place asks for.
    pub fn wrong(&mut self, node: &Node, name: &str, wanted: &str) -> Option<&mut Diagnostic> {
        let found = match &node.value {
            Value::Null => "empty".to_owned(),
            Value::Scalar(scalar) => shown(&scalar.text),
            Value::Sequence(_) => "a list".to_owned(),
            Value::Mapping(_) => "a mapping".to_owned(),
        };
        self.report(INVALID_VALUE, node.span, format!("{name} must be {wanted}, not {found}"))
    }

    /// Reports a key that nothing reads, with the one that was probably meant.
    pub fn unknown_key(&mut self, key: &Spanned<String>, name: &str, known: &[&str]) {
        let place = if name == "the file" { String::new() } else { format!(" in {name}") };
        let help = match nearest(&key.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys: {}", known.join(", ")),
        };
        let message = format!("unknown key {}{place}", shown(&key.value));
        if let Some(diagnostic) = self.report(UNKNOWN_KEY, key.span, message) {
            diagnostic.help(help);
        }
    }

    /// Reads the value of an entry; an empty one counts as not there.
    pub fn entry<T: Read>(&mut self, entry: &Entry) -> Option<T> {
        match entry.value.value {
            Value::Null => None,
            _ => T::read(&entry.value, &shown(&entry.key.value), self),
        }
    }

    /// The keys and values of a mapping.
    pub fn entries<'n>(&mut self, node: &'n Node, name: &str) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Mapping(entries) => Some(entries),
            _ => {
                self.wrong(node, name, "a mapping of keys to values");
                None
            }
        }
    }

    /// Reads one of the words that an enum is written as, with a suggestion where it is none.
    pub fn word<T: DeserializeOwned>(&mut self, node: &Node, name: &str) -> Option<T> {
        let Value::Scalar(scalar) = &node.value else {
            self.wrong(node, name, "a word");
            return None;
        };
        let word: Result<T, WordError> = T::deserialize(scalar.text.as_str().into_deserializer());
        match word {
            Ok(value) => Some(value),
            Err(WordError(known)) => {
                let near = nearest(&scalar.text, known.iter().copied());
                if let Some(diagnostic) = self.wrong(node, name, &one_of(known)) {
                    diagnostic.help = near.map(|near| format!("did you mean `{near}`?"));
                }
                None
            }
        }
    }
}

/// Words as a message lists them: "`a`, `b` or `c`".
fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "a known word".to_owned(),
    }
}

/// Catches the names of an enum's variants, which `serde` knows and nobody has to repeat.
#[derive(Debug)]
struct WordError(&'static [&'static str]);

impl std::fmt::Display for WordError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unknown word")
    }
}

impl std::error::Error for WordError {}

impl serde::de::Error for WordError {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self(&[])
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(expected)
    }
}

impl Read for String {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) => Some(scalar.text.clone()),
            _ => {
                reader.wrong(node, name, "a text");
                None
            }
        }
    }
}

impl Read for bool {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.plain && scalar.text == "true" => Some(true),
            Value::Scalar(scalar) if scalar.plain && scalar.text == "false" => Some(false),
            _ => {
                reader.wrong(node, name, "true or false");
                None
            }
        }
    }
}

impl Read for usize {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        if let Value::Scalar(scalar) = &node.value
            && scalar.plain
            && let Ok(number) = scalar.text.parse::<u32>()
        {
            return usize::try_from(number).ok();
        }
        reader.wrong(node, name, "a whole number");
        None
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let Value::Sequence(items) = &node.value else {
            let diagnostic = reader.wrong(node, name, "a list");
            if let (Some(diagnostic), Value::Scalar(scalar)) = (diagnostic, &node.value) {
                diagnostic.help(format!("put it in brackets: [{}]", shown(&scalar.text).trim_matches('`')));
            }
            return None;
        };
        let name = format!("an item of {name}");
        Some(items.iter().filter_map(|item| T::read(item, &name, reader)).collect())
    }
}

impl<T: Read> Read for Spanned<T> {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, name, reader).map(|value| Self { value, span: node.span })
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A mapping whose keys the user chooses, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Read> Read for Map<T> {
    fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let entries = reader.entries(node, name)?;
        let read = |entry: &Entry| {
            let value = T::read(&entry.value, &shown(&entry.key.value), reader)?;
            Some((entry.key.clone(), value))
        };
        Some(Self(entries.iter().filter_map(read).collect()))
    }
}

impl<T: JsonSchema> JsonSchema for Map<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("MapOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "object", "additionalProperties": value })
    }
}

/// The key that a field stands for: its name, a raw identifier without its mark.
pub(crate) fn key(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Declares a struct whose fields are the known keys of a mapping. The reader, the suggestions
/// and the JSON Schema all come from the one list of fields; every field may be missing.
macro_rules! mapping {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)+ }) => {
        #[derive(Debug, Clone, Default, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        $(#[$meta])*
        pub struct $name {
            $($(#[$field_meta])* pub $field: Option<$type>,)+
            /// Whether a value could not be read: then what seems missing may not be.
            #[schemars(skip)]
            pub broken: bool,
        }

        impl $crate::yaml::Read for $name {
            fn read(
                node: &$crate::yaml::Node,
                name: &str,
                reader: &mut $crate::yaml::Reader<'_>,
            ) -> Option<Self> {
                let mut value = Self::default();
                for entry in reader.entries(node, name)? {
                    match entry.key.value.as_str() {
                        $(key if key == $crate::yaml::key(stringify!($field)) => {
                            value.$field = reader.entry(entry);
                            value.broken |= value.$field.is_none() && !entry.value.is_null();
                        })+
                        _ => {
                            let known = [$($crate::yaml::key(stringify!($field))),+];
                            reader.unknown_key(&entry.key, name, &known);
                        }
                    }
                }
                Some(value)
            }
        }
    };
}
pub(crate) use mapping;

/// The place inside a scalar's source of a byte range of its text, so that a caret stands under
/// the very character of a pattern. The whole scalar where escapes make that unclear.
pub fn inside(text: &str, span: Span, start: usize, end: usize) -> Span {
    let source = span.of(text);
    let quote = source.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut place = span.start + usize::from(quote.is_some());
    let mut at = 0;
    let mut found = None;
    let mut chars = source.get(place - span.start..).unwrap_or_default().chars().peekable();
    while at < end.max(start + 1) {
        if at == start {
            found = Some(place);
        }
        let Some(c) = chars.next() else { break };
        if c == '\n' || Some(c) == quote && (c == '"' || chars.peek() != Some(&c)) {
            break;
        }
        place += c.len_utf8();
        at += c.len_utf8();
        if quote == Some('"') && c == '\\' {
            match chars.next() {
                Some(next @ ('\\' | '"' | '/')) => place += next.len_utf8(),
                _ => return span,
            }
        } else if quote == Some('\'') && c == '\'' {
            chars.next();
            place += 1;
        }
    }
    found.map(|first| Span::new(first, place)).filter(|inner| !inner.is_empty()).unwrap_or(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    mapping! {
        /// Every shape that files are made of.
        pub struct Shapes {
            /// A text.
            text: Spanned<String>,
            /// A truth value.
            r#type: bool,
            /// A number.
            number: usize,
            /// Texts.
            list: Vec<Spanned<String>>,
            /// Keys of the user's.
            map: Map<usize>,
            /// A word.
            word: Word,
            /// More of it.
            inner: Vec<Inner>,
        }
    }

    mapping! {
        /// A part.
        pub struct Inner {
            /// A text.
            key: String,
        }
    }

    #[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    pub enum Word {
        YesNo,
        Path,
    }

    impl Read for Word {
        fn read(node: &Node, name: &str, reader: &mut Reader<'_>) -> Option<Self> {
            reader.word(node, name)
        }
    }

    fn faults(text: &str) -> Vec<String> {
        let (_, diagnostics) = read_file::<Shapes>(text);
        let line = |d: &Diagnostic| {
            let help = d.help.as_deref().unwrap_or("-");
            format!("{} [{}] {} | {help}", d.code, d.span.of(text), d.message)
        };
        diagnostics.iter().map(line).collect()
    }

    #[test]
    fn every_shape_is_read() {
        let text = "text: é\ntype: true\nnumber: 20\nlist: [a, 5]\nmap: {x: 1, y: 2}\nword: yes-no\ninner:\n- key: k\n";
        let (shapes, diagnostics) = read_file::<Shapes>(text);
        assert_eq!(diagnostics, []);
        let read = shapes.text.unwrap();
        assert_eq!((read.value.as_str(), read.span.of(text)), ("é", "é"));
        assert_eq!((shapes.r#type, shapes.number, shapes.word), (Some(true), Some(20), Some(Word::YesNo)));
        let list: Vec<String> = shapes.list.unwrap().into_iter().map(|item| item.value).collect();
        assert_eq!(list, ["a", "5"]);
        let map: Vec<(String, usize)> =
            shapes.map.unwrap().0.into_iter().map(|(k, v)| (k.value, v)).collect();
        assert_eq!(map, [("x".to_owned(), 1), ("y".to_owned(), 2)]);
        assert_eq!(shapes.inner.unwrap().remove(0).key.as_deref(), Some("k"));
    }

    #[test]
    fn every_wrong_type_is_named_with_what_was_found() {
        for (text, expected) in [
            ("text: [a]\n", "DDR902 [[a]] `text` must be a text, not a list | -"),
            ("type: yes\n", "DDR902 [yes] `type` must be true or false, not `yes` | -"),
            ("type: \"true\"\n", "DDR902 [\"true\"] `type` must be true or false, not `true` | -"),
            ("number: twenty\n", "DDR902 [twenty] `number` must be a whole number, not `twenty` | -"),
            ("number: -1\n", "DDR902 [-1] `number` must be a whole number, not `-1` | -"),
            ("number: 20w\n", "DDR902 [20w] `number` must be a whole number, not `20w` | -"),
            ("number: {a: 1}\n", "DDR902 [{a: 1}] `number` must be a whole number, not a mapping | -"),
            ("list: a b\n", "DDR902 [a b] `list` must be a list, not `a b` | put it in brackets: [a b]"),
            ("list: [a, {b: c}]\n", "DDR902 [{b: c}] an item of `list` must be a text, not a mapping | -"),
            ("list: [~]\n", "DDR902 [~] an item of `list` must be a text, not empty | -"),
            ("map: [a]\n", "DDR902 [[a]] `map` must be a mapping of keys to values, not a list | -"),
            ("map: {x: y}\n", "DDR902 [y] `x` must be a whole number, not `y` | -"),
            (
                "word: yesno\n",
                "DDR902 [yesno] `word` must be `yes-no` or `path`, not `yesno` | did you mean `yes-no`?",
            ),
            ("word: colour\n", "DDR902 [colour] `word` must be `yes-no` or `path`, not `colour` | -"),
            ("word: [path]\n", "DDR902 [[path]] `word` must be a word, not a list | -"),
            ("- a\n", "DDR902 [a] the file must be a mapping of keys to values, not a list | -"),
            (
                "just text\n",
                "DDR902 [just text] the file must be a mapping of keys to values, not `just text` | -",
            ),
        ] {
            assert_eq!(faults(text), [expected], "{text:?}");
        }
    }

    #[test]
    fn all_unknown_keys_are_reported_each_with_its_nearest() {
        let text = "txt: 1\nnumber: 1\ncolour: 2\ninner:\n  - {kye: a}\n";
        assert_eq!(
            faults(text),
            [
                "DDR901 [txt] unknown key `txt` | did you mean `text`?",
                "DDR901 [colour] unknown key `colour` | known keys: text, type, number, list, map, word, inner",
                "DDR901 [kye] unknown key `kye` in an item of `inner` | did you mean `key`?",
            ]
        );
    }

    #[test]
    fn an_empty_value_counts_as_not_there() {
        let (shapes, diagnostics) = read_file::<Shapes>("text:\nnumber: ~\ninner:\n");
        assert_eq!((shapes.text, shapes.number, diagnostics), (None, None, Vec::new()));
        assert!(shapes.inner.is_none());
    }

    #[test]
    fn a_place_inside_a_scalar_is_found_through_quotes_and_escapes() {
        for (text, at, expected) in [
            ("ab(c", 2, "("),
            ("'ab(c'", 2, "("),
            ("'it''(c'", 3, "("),
            ("\"é\\\\d(c\"", 4, "("),
            ("\"\\\"(\"", 1, "("),
            // Other escapes, and ends, are left to the whole scalar.
            ("\"\\u00e9(\"", 2, "\"\\u00e9(\""),
            ("ab", 2, "ab"),
        ] {
            assert_eq!(inside(text, Span::new(0, text.len()), at, at + 1).of(text), expected, "{text} {at}");
        }
    }
}
