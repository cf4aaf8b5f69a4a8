//! What looks like a path. A path with a slash is easily confused with prose (`and/or`), one without
//! with names (`v1.2`, `Node.js`, `asyncio.gather`), so both need a second sign.

use crate::model::word_list::WordList;
use std::borrow::Cow;

/// Extensions that make a word without a slash a file.
static EXTENSIONS: WordList = WordList::of(
    " adoc arb asm astro avif awk bash bat bazel bib bicep bzl c cc cfg cjs clj cljs cmake cmd cnf conf \
cpp cs cshtml csproj css csv cts cu cue cxx d.ts dart db dhall diff dockerfile docx dot edn eex ejs elm env erb erl ex exs \
feature fish fs fsproj fsx gemspec gif glsl go gql gradle graphql groovy gz h haml handlebars hbs hcl heex hh hpp hrl hs htm \
html hurl ico iml in ini ino ipynb j2 jar java jinja jinja2 jl jpeg jpg js json json5 jsonc jsonl jsonnet jsx kt kts less lhs \
libsonnet liquid lock lua m4 markdown md mdc mdx mjs mk ml mli mm mod mts mustache nim nix nomad npmrc nu odt parquet patch \
pdf php pl plist pm png po podspec prisma proto properties ps1 psd1 psm1 pug puml pxd py pyi pyx r rb rego rs rst sass sbt \
scala scm scss sh sln sol sql sqlite star storyboard styl sum sv svelte svg swift tcl templ tex tf tfvars thrift tmpl toml \
tpl ts tsv tsx ttf twig txt typ v vb vhd vhdl vim vue wasm webp woff woff2 wsdl xcconfig xlsx xml xsd xsl xslt yaml yml zig \
zip zsh ",
);

/// Files that have no extension.
static NAMES: WordList = WordList::of(
    " Dockerfile Containerfile Makefile GNUmakefile makefile Justfile justfile LICENSE LICENCE COPYING \
README CHANGELOG CONTRIBUTING CODEOWNERS Procfile Gemfile Rakefile Vagrantfile Jenkinsfile Brewfile Podfile Fastfile \
Appfile Kconfig Caddyfile Tiltfile Earthfile Pipfile Guardfile Berksfile Cartfile Dangerfile ",
);

/// Folders that make words with a slash between them a path.
static FOLDERS: WordList = WordList::of(
    " src lib libs app apps test tests __tests__ e2e spec specs docs doc scripts script server client cmd pkg \
internal packages crates services service config configs conf infra deploy deployment deployments charts helm migrations \
templates public static assets web frontend backend api tools examples bench benches benchmarks include hooks components \
modules core common shared utils util helpers proto protos sql k8s kubernetes terraform ansible android ios mobile bin etc \
vendor plugins middleware controllers models views routes pages handlers fixtures data node_modules ",
);

/// Pairs of words that people write with a slash though both may be folders.
static PAIRS: WordList = WordList::of(
    " client/server server/client frontend/backend backend/frontend web/mobile mobile/web ios/android \
android/ios config/data data/config docs/tests tests/docs test/docs models/views services/utils api/web web/api \
services/modules read/write scripts/docs docs/scripts tests/examples ",
);

/// Whether a word outside a code span is written like a path.
pub fn is_path_like(token: &str) -> bool {
    is_path(token, false)
}

/// Whether a word is written like a path; inside a code span words with a slash need no more.
pub(super) fn is_path(token: &str, code: bool) -> bool {
    let signs = signs(token);
    if signs & (DOT | SLASH | BACKSLASH) == 0 {
        return NAMES.has(token);
    }
    let slashed: Cow<'_, str> =
        if signs & BACKSLASH != 0 { token.replace('\\', "/").into() } else { token.into() };
    let token = &*slashed;
    let foreign = signs & FOREIGN != 0;
    if signs & CONTROL != 0
        || (signs & LETTER == 0 && !(foreign && token.contains(char::is_alphanumeric)))
        || (foreign && token.chars().any(char::is_control))
        || is_address(token, signs)
    {
        return false;
    }
    let local = ["./", "../"].iter().any(|start| token.starts_with(start));
    let whole = token.trim_end_matches('/');
    let name = whole.get(whole.bytes().rposition(is_mark).map_or(0, |at| at + 1)..).unwrap_or_default();
    if signs & (SLASH | BACKSLASH) == 0 {
        return is_file_name(name);
    }
    if whole.len() < 2 && !local {
        return false; // `w/`
    }
    let parts = || token.split(MARKS).filter(|part| !part.is_empty());
    let doubled = token.as_bytes().windows(2).any(|pair| pair == b"//");
    if doubled || whole.is_empty() || PAIRS.has(token) || is_media_type(parts()) {
        return false;
    }
    if is_file_name(name) || has_extension(name) || local {
        return true;
    }
    if token.starts_with('@') && parts().count() == 2 {
        return false; // `@scope/package`
    }
    let folder = parts().any(|part| FOLDERS.has(part) || is_dot_name(part));
    if token.starts_with('/') {
        return folder && token.ends_with('/');
    }
    if token.ends_with('/') || folder {
        return parts().all(|part| !part.contains([' ', '(']) || code);
    }
    let plain = |part: &&str| part.chars().all(|c| c.is_alphanumeric() || "_-.@[]()$*{},+".contains(c));
    let branch = ["origin", "upstream", "feature", "bugfix", "hotfix", "release", "refs", "and", "or"];
    code && !token.contains(' ')
        && parts().all(|part| plain(&part))
        && parts().all(|part| part.contains(char::is_lowercase))
        && parts().next().is_some_and(|first| !branch.contains(&first) && first.len() > 1)
}

/// What parts a path. Short texts are cut quicker at one of several signs than at a single one.
const MARKS: [char; 2] = ['/', '\\'];

const fn is_mark(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// What bytes stand in a word, a bit for each kind.
const DOT: u8 = 1;
const SLASH: u8 = 1 << 1;
const BACKSLASH: u8 = 1 << 2;
/// A letter or a digit.
const LETTER: u8 = 1 << 3;
const CONTROL: u8 = 1 << 4;
const AT: u8 = 1 << 5;
const COLON: u8 = 1 << 6;
/// Beyond ASCII.
const FOREIGN: u8 = 1 << 7;

static SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        // The index is below 256.
        let c = byte as u8;
        signs[byte] = match c {
            b'.' => DOT,
            b'/' => SLASH,
            b'\\' => BACKSLASH,
            b'@' => AT,
            b':' => COLON,
            _ if c.is_ascii_alphanumeric() => LETTER,
            _ if c.is_ascii_control() => CONTROL,
            _ if !c.is_ascii() => FOREIGN,
            _ => 0,
        };
        byte += 1;
    }
    signs
};

fn signs(token: &str) -> u8 {
    token.bytes().fold(0, |signs, byte| signs | SIGNS[usize::from(byte)])
}

/// Web and mail addresses, home directories, packages with a version, Go modules.
fn is_address(token: &str, signs: u8) -> bool {
    let first = token.get(..token.bytes().position(is_mark).unwrap_or(token.len())).unwrap_or_default();
    let domain = first.as_bytes().contains(&b'.')
        && [".com", ".org", ".io", ".dev", ".net", ".app"].iter().any(|end| first.ends_with(end));
    let begins = |start: &&str| token.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let versioned = signs & AT != 0
        && token.rsplit_once('@').is_some_and(|(name, version)| {
            !name.is_empty()
                && version.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '^' | '~' | 'v'))
                && !version.contains('/')
        });
    (signs & COLON != 0 && token.contains("://"))
        || (token.starts_with(['w', 'W', 'm', 'M', 'l', 'L', '~'])
            && ["www.", "mailto:", "localhost", "~"].iter().any(begins))
        || (domain && signs & (SLASH | BACKSLASH) != 0)
        || versioned
}

fn is_media_type<'t>(mut parts: impl Iterator<Item = &'t str>) -> bool {
    const KINDS: [&str; 7] = ["application", "text", "image", "audio", "video", "multipart", "font"];
    let Some(first) = parts.next().filter(|first| KINDS.contains(first)) else { return false };
    let (Some(kind), None) = (parts.next(), parts.next()) else { return false };
    let parts = [first, kind];
    matches!(parts, ["application" | "text" | "image" | "audio" | "video" | "multipart" | "font", kind] if !kind.contains('.'))
        || matches!(parts, ["application", kind] if kind.starts_with("vnd."))
}

/// `name.ext` with a known extension, a known name, a dot file.
fn is_file_name(name: &str) -> bool {
    if NAMES.has(name) || is_dot_name(name) {
        return true;
    }
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    if stem.is_empty() || stem.ends_with([' ', '.']) || is_framework(stem, extension) {
        return false;
    }
    let small = extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let lower: Cow<'_, str> = if small { extension.into() } else { extension.to_lowercase().into() };
    if ["Dockerfile", "Makefile", "Containerfile"].contains(&stem) {
        return true;
    }
    if !EXTENSIONS.has(&lower) {
        return false;
    }
    // Single capitals are initials and units, not C headers: `p.R`, `5.C`.
    let named = stem.contains(|c: char| c.is_alphanumeric() || "*_])}".contains(c));
    let number = || stem.chars().all(|c| c.is_ascii_digit() || c == '.');
    let initial = || {
        stem.chars().nth(1).is_none()
            && extension.chars().nth(1).is_none()
            && !matches!(extension, "c" | "h" | "r" | "v" | "d")
    };
    named && !(extension.len() == 1 && number()) && !initial()
}

/// `Node.js` and its kind.
fn is_framework(stem: &str, extension: &str) -> bool {
    const NAMED: [&str; 17] = [
        "Node", "Vue", "Next", "Nuxt", "Express", "React", "Three", "D3", "Chart", "Ember", "Backbone",
        "Alpine", "Socket", "Day", "Moment", "Discord", "Deno",
    ];
    (extension == "js" && NAMED.contains(&stem)) || (stem == "ASP" && extension.eq_ignore_ascii_case("net"))
}

/// `.env`, `.github`, `.gitignore`; not `.NET`, and not `.py`, which speaks of files.
fn is_dot_name(name: &str) -> bool {
    let Some(rest) = name.strip_prefix('.') else { return false };
    rest.len() > 1
        && rest.starts_with(|c: char| c.is_ascii_lowercase())
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
        && !rest.ends_with('.')
        && (rest == "env" || !EXTENSIONS.has(rest))
}

/// Whether the last part of a path with a slash ends like a file, known extension or not.
fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && !name.ends_with("e.g")
            && (2..=10).contains(&extension.len())
            && extension.starts_with(|c: char| c.is_ascii_lowercase())
            && extension.chars().all(|c| c.is_ascii_alphanumeric())
            && !stem.ends_with(char::is_whitespace)
    })
}
