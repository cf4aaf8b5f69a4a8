//! What the repository is called where it comes from.

use super::Git;

impl Git {
    /// The last part of the address of `origin`, without `.git`; `None` where there is none.
    pub fn origin_name(&self) -> Option<String> {
        let output = self.run(&["config", "--get", "remote.origin.url"]).ok()?;
        name(&String::from_utf8_lossy(&output.stdout))
    }
}

fn name(url: &str) -> Option<String> {
    let url = url.trim().trim_end_matches(['/', '\\']);
    let last = url.rsplit(['/', '\\', ':']).next()?;
    let name = last.strip_suffix(".git").unwrap_or(last);
    // What asks a server for something is no part of a name.
    let name = name.split(['?', '#']).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn the_last_part_of_an_address_is_the_name() {
        for (url, wanted) in [
            ("https://user:secret@example.org/team/cache.git\n", Some("cache")),
            ("git@example.org:team/cache.git", Some("cache")),
            ("git@example.org:cache", Some("cache")),
            ("../mirrors/cache/", Some("cache")),
            ("https://example.org/cache.git?token=x", Some("cache.git")),
            ("", None),
        ] {
            assert_eq!(name(url).as_deref(), wanted, "{url}");
        }
    }
}
