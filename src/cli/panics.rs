//! A panic is a mistake of ours. It costs the one document, loudly, and not the others.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// `None` outside of [`caught`]; inside it what the panic said, once there was one.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs something; gives its panic back as a line that names the place in our source.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    quiet();
    SAID.with(|said| said.replace(Some(String::new())));
    let result = catch_unwind(AssertUnwindSafe(work));
    let said = SAID.with(|said| said.replace(None)).unwrap_or_default();
    result.map_err(|_| said)
}

/// Makes panics inside of [`caught`] say nothing by themselves.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let inside = SAID.with(|said| match said.try_borrow_mut() {
                Ok(mut said) => said.as_mut().map(|said| *said = line(info)).is_some(),
                Err(_) => false,
            });
            if !inside {
                usual(info);
            }
        }));
    });
}

/// What was said and where, without the folders of the machine that built us.
fn line(info: &std::panic::PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let said =
        payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let said = said.unwrap_or("no reason given");
    let said = said.lines().next().unwrap_or_default();
    match info.location() {
        Some(at) => {
            let file = at.file().rsplit(['/', '\\']).next().unwrap_or_default();
            format!("{said} ({file}:{})", at.line())
        }
        None => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_line_and_the_next_work_is_done() {
        let said = caught(|| panic!("no {}\nsecond line", "good")).unwrap_err();
        assert!(said.starts_with("no good (panics.rs:"), "{said}");
        assert_eq!(caught(|| 1 + 1), Ok(2));
    }
}
