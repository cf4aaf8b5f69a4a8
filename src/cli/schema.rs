//! `ddr schema`: built-in schemas to extend, and JSON Schemas for editors and programs.

use super::args::{JsonSchema, Schema};
use super::output::{Exit, complain, print};
use crate::yaml::nearest;
use crate::{config, render, report, schema};

/// Prints what was asked for; with no name, the names there are.
pub fn run(args: &Schema) -> Exit {
    if let Some(what) = args.json_schema {
        return print([json_schema(what).as_str()]);
    }
    let names = schema::builtin_names();
    let Some(name) = &args.name else {
        return print(names.iter().flat_map(|name| [*name, "\n"]));
    };
    match schema::builtin(name) {
        Some(text) => print([text]),
        None => {
            let known = names.join(", ");
            let near = nearest(name, names.iter().copied());
            let hint =
                near.map_or_else(|| format!("there are: {known}"), |near| format!("did you mean `{near}`?"));
            complain(&format!("no built-in schema is called `{name}`; {hint}"));
            Exit::Unable
        }
    }
}

/// The JSON Schema, derived from the types that read or write the thing.
pub fn json_schema(what: JsonSchema) -> String {
    match what {
        JsonSchema::Config => config::json_schema(),
        JsonSchema::Schema => schema::json_schema(),
        JsonSchema::Lint => render::json::json_schema(),
        JsonSchema::Show => render::show::json_schema(),
        JsonSchema::Trace => render::trace::json_schema(),
        JsonSchema::Diff => render::changes::json::json_schema(),
        JsonSchema::Measurements => crate::project::measured::json_schema(),
        JsonSchema::Baseline => render::baseline::json_schema(),
        JsonSchema::Log => render::log::json_schema(),
        JsonSchema::Report => report::json_schema(),
    }
}
