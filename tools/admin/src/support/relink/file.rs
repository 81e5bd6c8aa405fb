//! The list of old and new ids. A list with a mistake in it is refused as a whole: a wrong id opens
//! somebody else's account.

use std::{collections::BTreeMap, fs::File, io::Read as _, path::Path};

use accounts::domain::AmazonUserId;
use csv::{ReaderBuilder, StringRecord, Trim};

use crate::failure::Failure;

/// How many mistakes are told.
const TOLD: usize = 10;

/// An old id and its new one.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) line: u64,
    pub(super) old: AmazonUserId,
    pub(super) new: AmazonUserId,
}

/// Reads the whole list.
pub(super) fn read(path: &Path) -> Result<Vec<Pair>, Failure> {
    let mut text = String::new();
    File::open(path)
        .and_then(|mut file| file.read_to_string(&mut text))
        .map_err(Failure::file(path))?;
    parse(&text).map_err(|problems| {
        let told = problems.iter().take(TOLD).cloned().collect::<Vec<_>>();
        let more = problems.len() - told.len();
        let more = if more > 0 {
            format!("\n  and {more} more")
        } else {
            String::new()
        };
        Failure::bad_file(
            path,
            format!("nothing was changed:\n  {}{more}", told.join("\n  ")),
        )
    })
}

fn parse(text: &str) -> Result<Vec<Pair>, Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains('\t') { b'\t' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let (mut pairs, mut problems) = (Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(error.to_string());
                break;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        match pair(line, &record) {
            Ok(pair) => pairs.push(pair),
            // No id at all in the first line: it names the columns.
            Err(_) if index == 0 && !record.iter().any(|it| AmazonUserId::parse(it).is_ok()) => {}
            Err(problem) => problems.push(format!("line {line}: {problem}")),
        }
    }
    problems.extend(clashes(&pairs));
    if pairs.is_empty() && problems.is_empty() {
        problems.push("it has no line with two ids".to_owned());
    }
    if problems.is_empty() {
        Ok(pairs)
    } else {
        Err(problems)
    }
}

fn pair(line: u64, record: &StringRecord) -> Result<Pair, &'static str> {
    let (Some(old), Some(new), 2) = (record.get(0), record.get(1), record.len()) else {
        return Err("not two columns");
    };
    let (Ok(old), Ok(new)) = (AmazonUserId::parse(old), AmazonUserId::parse(new)) else {
        return Err("not two Amazon user ids (amzn1.account.…)");
    };
    if old == new {
        return Err("both ids are the same");
    }
    Ok(Pair { line, old, new })
}

/// Every id may stand in the list once: else what comes of it depends on the order.
fn clashes(pairs: &[Pair]) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let mut problems = Vec::new();
    for pair in pairs {
        for user_id in [&pair.old, &pair.new] {
            if let Some(before) = seen.insert(user_id.as_str(), pair.line) {
                let line = pair.line;
                problems.push(format!("line {line}: an id of line {before} once more"));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "amzn1.account.AAAAAAAAAAAAAA";
    const NEW: &str = "amzn1.account.BBBBBBBBBBBBBB";
    const OTHER: &str = "amzn1.account.CCCCCCCCCCCCCC";

    #[test]
    fn commas_or_tabs_with_or_without_names_of_columns() {
        for text in [
            format!("{OLD},{NEW}\n"),
            format!("{OLD}\t{NEW}"),
            format!("\u{feff}old_user_id,new_user_id\r\n\"{OLD}\", {NEW}\r\n"),
        ] {
            let pairs = parse(&text).unwrap();

            assert_eq!(pairs.len(), 1, "{text}");
            assert_eq!((pairs[0].old.as_str(), pairs[0].new.as_str()), (OLD, NEW));
        }
    }

    #[test]
    fn a_list_with_a_mistake_is_refused_and_says_where() {
        for (text, problem) in [
            (format!("{OLD}\n"), "line 1: not two columns"),
            (format!("{OLD},{NEW},x\n"), "line 1: not two columns"),
            (
                format!("{OLD},{NEW}\n{OTHER},nobody\n"),
                "line 2: not two Amazon user ids (amzn1.account.…)",
            ),
            (format!("{OLD},{OLD}\n"), "line 1: both ids are the same"),
            (
                format!("{OLD},{NEW}\n{OTHER},{NEW}\n"),
                "line 2: an id of line 1 once more",
            ),
            (
                format!("{OLD},{NEW}\n{NEW},{OTHER}\n"),
                "line 2: an id of line 1 once more",
            ),
            ("old,new\n".to_owned(), "it has no line with two ids"),
            (String::new(), "it has no line with two ids"),
        ] {
            assert_eq!(parse(&text).unwrap_err(), [problem], "{text}");
        }
    }
}
