//! Whether to use colours: the flag, then what the environment says, then whether anybody looks.

use super::args::Color;
use anstream::ColorChoice;
use std::io::IsTerminal as _;

/// Decides for standard output and makes everything that writes with colours follow the flag.
pub fn set(flag: Color) -> bool {
    let env = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let stdout = decide(flag, env, std::io::stdout().is_terminal());
    let choice = match (flag, asked(env)) {
        (Color::Always, _) | (Color::Auto, Some(true)) => ColorChoice::Always,
        (Color::Never, _) | (Color::Auto, Some(false)) => ColorChoice::Never,
        (Color::Auto, None) => ColorChoice::Auto,
    };
    choice.write_global();
    stdout
}

fn decide(flag: Color, env: impl Fn(&str) -> Option<String> + Copy, terminal: bool) -> bool {
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => asked(env).unwrap_or(terminal),
    }
}

/// What the environment asks for. `NO_COLOR` wins, as its users expect it to.
fn asked(env: impl Fn(&str) -> Option<String>) -> Option<bool> {
    let forced = |name: &str| env(name).is_some_and(|value| !value.is_empty() && value != "0");
    if env("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        Some(false)
    } else if forced("CLICOLOR_FORCE") || forced("FORCE_COLOR") {
        Some(true)
    } else if env("CLICOLOR").is_some_and(|value| value == "0")
        || env("TERM").is_some_and(|value| value == "dumb")
    {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_then_the_environment_then_the_terminal() {
        type Case<'a> = (Color, &'a [(&'a str, &'a str)], bool, bool);
        let cases: [Case<'_>; 13] = [
            (Color::Auto, &[], true, true),
            (Color::Auto, &[], false, false),
            (Color::Always, &[("NO_COLOR", "1")], false, true),
            (Color::Never, &[("FORCE_COLOR", "1")], true, false),
            (Color::Auto, &[("NO_COLOR", "1")], true, false),
            (Color::Auto, &[("NO_COLOR", "")], true, true),
            (Color::Auto, &[("CLICOLOR_FORCE", "1")], false, true),
            (Color::Auto, &[("CLICOLOR_FORCE", "0")], false, false),
            (Color::Auto, &[("FORCE_COLOR", "3")], false, true),
            (Color::Auto, &[("FORCE_COLOR", "0")], true, true),
            (Color::Auto, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true, false),
            (Color::Auto, &[("TERM", "dumb")], true, false),
            (Color::Auto, &[("CLICOLOR", "0")], true, false),
        ];
        for (flag, set, terminal, expected) in cases {
            let env =
                |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(decide(flag, env, terminal), expected, "{flag:?} {set:?} {terminal}");
        }
    }
}
