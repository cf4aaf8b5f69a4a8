//! Status words of other languages. The schemas know English; a team that writes another language uses
//! its words plainly enough for `ddr init` to put them into the vocabulary of that team alone.

use crate::schema::fold;

/// A word of the schema, and what means the same elsewhere.
const ELSEWHERE: &[(&str, &[&str])] = &[
    (
        "proposed",
        &[
            "vorgeschlagen",
            "vorschlag",
            "entwurf",
            "proposé",
            "propuesto",
            "propuesta",
            "proposto",
            "voorgesteld",
        ],
    ),
    (
        "accepted",
        &[
            "akzeptiert",
            "angenommen",
            "beschlossen",
            "entschieden",
            "genehmigt",
            "gültig",
            "accepté",
            "adopté",
            "aceptado",
            "aceptada",
            "aprobado",
            "aceito",
            "aprovado",
            "geaccepteerd",
        ],
    ),
    ("planned", &["geplant", "offen", "planifié", "planificado", "planejado", "gepland"]),
    (
        "in-progress",
        &["in arbeit", "in umsetzung", "begonnen", "en cours", "en curso", "em andamento", "bezig"],
    ),
    (
        "implemented",
        &[
            "umgesetzt",
            "erledigt",
            "fertig",
            "abgeschlossen",
            "terminé",
            "fait",
            "hecho",
            "terminado",
            "concluído",
            "klaar",
        ],
    ),
    ("deferred", &["zurückgestellt", "verschoben", "vertagt", "reporté", "aplazado", "adiado", "uitgesteld"]),
    ("rejected", &["abgelehnt", "verworfen", "rejeté", "refusé", "rechazado", "rejeitado", "afgewezen"]),
    ("deprecated", &["veraltet", "obsolète", "obsoleto", "verouderd"]),
    ("superseded", &["ersetzt", "abgelöst", "remplacé", "reemplazado", "substituído", "vervangen"]),
];

/// The schema's word for a status of another language. Rows of plans call `implemented` `done`.
pub fn known_elsewhere(word: &str, of_rows: bool) -> Option<&'static str> {
    let folded = fold(word);
    let (canonical, _) = ELSEWHERE.iter().find(|(_, words)| words.contains(&&*folded))?;
    match (*canonical, of_rows) {
        ("implemented", true) => Some("done"),
        ("proposed" | "accepted", true) => Some("planned"),
        ("deprecated" | "superseded", true) => Some("rejected"),
        (canonical, _) => Some(canonical),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn every_word_stands_for_one_of_the_schemas_and_is_not_known_there() {
        for (canonical, words) in ELSEWHERE {
            assert!(schema::record().statuses.exact(canonical).is_some(), "{canonical}");
            for word in *words {
                assert_eq!(schema::record().statuses.exact(word), None, "{word}");
                assert_eq!(known_elsewhere(&word.to_uppercase(), false), Some(*canonical), "{word}");
                let row = known_elsewhere(word, true).unwrap();
                assert!(schema::plan().row_statuses.exact(row).is_some(), "{row}");
            }
        }
        assert_eq!(known_elsewhere("ratified by", false), None);
    }
}
