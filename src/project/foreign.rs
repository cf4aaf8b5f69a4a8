//! Plans that were written for another repository.

use super::{Found, Operation, Past, Project};

/// Names that every repository may have: that one of them is there does not make a plan ours.
const EVERYWHERE: &str = " readme.md readme license license.md changelog.md contributing.md .gitignore .env makefile dockerfile \
package.json requirements.txt pyproject.toml cargo.toml go.mod docker-compose.yml tsconfig.json setup.py ";

/// Fewer missing files than this may each be a slip of the pen.
const LEAST: usize = 3;

/// Whether a document's plan seems to be for another repository: several files that should be there
/// are missing, and nothing that it names is here.
pub(super) fn is_foreign(project: &Project<'_>, member: usize) -> bool {
    let Some(it) = project.member(member) else { return false };
    let mut missing = 0;
    for row in it.rows().filter(|row| row.is_live()) {
        let needs = row.stated && matches!(row.operation, Some(Operation::Modify | Operation::Rename));
        for path in &row.paths {
            let Some(target) = project.target(member, &path.text) else { continue };
            let name = target.path.to_lowercase();
            match target.found {
                Found::Missing if matches!(project.outside.past(&target.path), Past::Was { .. }) => {
                    return false;
                }
                Found::Missing => missing += usize::from(needs),
                Found::Unknown => {}
                Found::File | Found::Directory if EVERYWHERE.split(' ').any(|every| every == name) => {}
                // The plan itself, and documents beside it, may have been copied along.
                Found::File | Found::Directory if project.at(&target.path).is_some() => {}
                Found::File | Found::Directory => return false,
            }
        }
    }
    missing >= LEAST
}
