//! How the documents of a team are called, and what the next one is called after their fashion.

use regex::Regex;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;

/// Longest part of a file name that is made of a title, in characters.
const LONGEST: usize = 60;

/// `0007-title.md`, `ADR-7_title.md`, `adr007.md`. Dates are numbers of nothing.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?P<prefix>[A-Za-z]{0,12}[-_. ]?)(?P<number>[0-9]{1,6})(?P<separator>[-_. ]+)(?P<rest>[^0-9].*)$",
    )
    .unwrap()
});

/// The number in a title: `7. Title`, `ADR-0007: Title`, `0007 — Title`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, compiled by a test")]
static TITLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<before>(?:[A-Za-z]{2,10}[-_ #]{0,2}|#)?)(?P<number>[0-9]{1,6})(?P<after>\s*[:.)\u{2013}\u{2014}-]\s*)\S")
        .unwrap()
});

/// A file name with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The number.
    pub number: u64,
    /// How the name begins, up to the number.
    prefix: String,
    /// How many digits the number is written with.
    width: usize,
    /// What stands behind the number.
    separator: String,
    /// The rest, with the ending.
    rest: String,
}

impl Numbered {
    /// Reads a file name.
    pub fn read(name: &str) -> Option<Self> {
        let found = NUMBERED.captures(name)?;
        let part = |key: &str| found.name(key).map_or("", |part| part.as_str());
        Some(Self {
            number: part("number").parse().ok()?,
            prefix: part("prefix").to_owned(),
            width: part("number").len(),
            separator: part("separator").to_owned(),
            rest: part("rest").to_owned(),
        })
    }
}

/// How new files of a folder are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// As the file with the highest number; none where the names have no numbers.
    like: Option<Numbered>,
    /// What stands between words.
    between: char,
    ending: String,
}

impl Naming {
    /// Looks at the names of the records that are there.
    pub fn of(names: &[&str]) -> Self {
        let numbered: Vec<Numbered> = names.iter().filter_map(|name| Numbered::read(name)).collect();
        let first = Numbered {
            number: 0,
            prefix: String::new(),
            width: 4,
            separator: "-".to_owned(),
            rest: String::new(),
        };
        let like = match numbered.iter().max_by_key(|name| name.number) {
            _ if names.is_empty() => Some(first),
            Some(newest) if numbered.len() * 2 >= names.len() => Some(newest.clone()),
            _ => None,
        };
        let bodies: Vec<&str> = if numbered.is_empty() {
            names.to_vec()
        } else {
            numbered.iter().map(|name| name.rest.as_str()).collect()
        };
        let has = |c: char| bodies.iter().filter(|body| body.contains(c)).count();
        let between = if has('_') > has('-') { '_' } else { '-' };
        let mut ending = names.iter().filter_map(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
        let ending = ending.next_back().unwrap_or("md").to_owned();
        Self { like, between, ending }
    }

    /// Whether the names have numbers.
    pub const fn is_numbered(&self) -> bool {
        self.like.is_some()
    }

    /// The name of a new file.
    pub fn name(&self, number: u64, title: &str) -> String {
        let slug = slug(title, self.between);
        let ending = &self.ending;
        match &self.like {
            Some(Numbered { prefix, width, separator, .. }) => {
                format!("{prefix}{number:0width$}{separator}{slug}.{ending}")
            }
            None => format!("{slug}.{ending}"),
        }
    }

    /// The number of another name of the same form.
    pub fn number_of(&self, name: &str) -> Option<u64> {
        let other = Numbered::read(name)?;
        let same = |like: &Numbered| like.prefix.eq_ignore_ascii_case(&other.prefix);
        self.like.as_ref().is_some_and(same).then_some(other.number)
    }

    /// The number as names write it.
    pub fn digits(&self, number: u64) -> String {
        let width = self.like.as_ref().map_or(1, |like| like.width);
        format!("{number:0width$}")
    }
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A title as part of a file name: small letters and digits, with one sign between words.
pub fn slug(title: &str, between: char) -> String {
    let german = title.chars().map(|c| match c {
        'ä' | 'Ä' => "ae".to_owned(),
        'ö' | 'Ö' => "oe".to_owned(),
        'ü' | 'Ü' => "ue".to_owned(),
        'ß' => "ss".to_owned(),
        other => other.to_string(),
    });
    let german: String = german.collect();
    let mark = |c: &char| ('\u{300}'..='\u{36f}').contains(c) || matches!(c, '\'' | '’');
    let plain: String = german.nfkd().filter(|c| !mark(c)).flat_map(char::to_lowercase).collect();
    let plain: String = plain.nfc().collect();
    let mut out = String::new();
    let mut long = 0;
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if long > 0 && long + length >= LONGEST {
            break;
        }
        if long > 0 {
            out.push(between);
        }
        out.extend(word.chars().take(LONGEST));
        long += length + 1;
    }
    if out.is_empty() { "untitled".to_owned() } else { out }
}

/// A title in the way of the titles that are there, each with the number of its file: with the number in
/// front, or the words up to a colon that most of them begin with.
pub fn title_style(titles: &[(Option<u64>, &str)], number: Option<u64>, title: &str) -> String {
    let own = |(number, text): &(Option<u64>, &str)| {
        let found = TITLED.captures(text)?;
        let digits = found.name("number")?.as_str();
        (digits.parse().ok() == *number && number.is_some()).then(|| {
            let part = |key: &str| found.name(key).map_or("", |part| part.as_str()).to_owned();
            (part("before"), digits.len(), part("after"))
        })
    };
    let numbered: Vec<(String, usize, String)> = titles.iter().filter_map(own).collect();
    if let (Some((before, width, after)), Some(number)) = (numbered.last(), number)
        && numbered.len() * 2 > titles.len()
    {
        return format!("{before}{number:0width$}{after}{title}");
    }
    let begins = |text: &str| text.split_once(": ").map(|(first, _)| first.to_owned());
    let Some(first) = titles.last().and_then(|(_, text)| begins(text)) else { return title.to_owned() };
    let same = titles.iter().filter(|(_, text)| begins(text).as_ref() == Some(&first)).count();
    let common = same > 1 && same * 2 > titles.len() && !first.contains(|c: char| c.is_ascii_digit());
    if common { format!("{first}: {title}") } else { title.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_continued_in_their_own_way() {
        let next = |names: &[&str]| Naming::of(names).name(8, "Größe & Café: don't!");
        assert_eq!(next(&[]), "0008-groesse-cafe-dont.md");
        assert_eq!(next(&["0006-a.md", "0007-b-c.md", "README.md"]), "0008-groesse-cafe-dont.md");
        assert_eq!(next(&["ADR-006_a_b.markdown"]), "ADR-008_groesse_cafe_dont.markdown");
        assert_eq!(next(&["adr7. a.md"]), "adr8. groesse-cafe-dont.md");
        assert_eq!(next(&["cache.md", "rate_limits_a.md"]), "groesse_cafe_dont.md");
        assert_eq!(
            next(&["2026-01-02-a.md", "2026-02-03-b.md"]),
            "groesse-cafe-dont.md",
            "dates are no numbers"
        );
    }

    #[test]
    fn slugs_are_short_and_never_empty() {
        assert_eq!(slug("日本語の記録", '-'), "日本語の記録");
        assert_eq!(slug("…", '-'), "untitled");
        assert_eq!(slug("../../etc/passwd", '-'), "etc-passwd");
        assert!(slug(&"word ".repeat(50), '-').chars().count() <= LONGEST);
        assert!(slug(&"w".repeat(500), '-').chars().count() <= LONGEST);
    }

    #[test]
    fn titles_follow_the_others() {
        let styled = |titles: &[(Option<u64>, &str)]| title_style(titles, Some(8), "Cache");
        assert_eq!(styled(&[]), "Cache");
        assert_eq!(styled(&[(Some(1), "1. Begin"), (Some(7), "7. Store")]), "8. Cache");
        assert_eq!(styled(&[(Some(7), "ADR-0007: Store")]), "ADR-0008: Cache");
        assert_eq!(styled(&[(Some(7), "3 ways to store")]), "Cache");
        let named = [(Some(1), "Design Decision Record: a"), (Some(2), "Design Decision Record: b")];
        assert_eq!(styled(&named), "Design Decision Record: Cache");
        assert_eq!(styled(&[(None, "Cache: the first")]), "Cache", "one is no custom");
    }
}
