//! Links from a README to files of its project.

/// The target of a link from a file in `folder` to `path`; both count from the project's root.
pub fn link(folder: &str, path: &str) -> String {
    let parts = |text: &str| -> Vec<String> {
        text.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (from, to) = (parts(folder), parts(path));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(common).map(|_| "..".to_owned());
    let down = to.iter().skip(common).map(|part| encoded(part));
    let all: Vec<String> = up.chain(down).collect();
    if all.is_empty() { ".".to_owned() } else { all.join("/") }
}

/// What would end the link, or mean something in it, is written by its bytes.
fn encoded(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for c in part.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '~' | '@' | '+' | ',' | '=' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            c => {
                let mut buffer = [0; 4];
                c.encode_utf8(&mut buffer).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_count_from_the_folder_of_the_file() {
        assert_eq!(link("", "docs/a.md"), "docs/a.md");
        assert_eq!(link("docs/guide", "docs/plans/b (1).md"), "../plans/b%20%281%29.md");
        assert_eq!(link("docs", "README.md"), "../README.md");
        assert_eq!(link("a", "a"), ".");
    }
}
