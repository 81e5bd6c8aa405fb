//! `docs/security.md` and the tests say the same: every threat has its row, every row names the tests that
//! carry its id, and none else.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::ids;

const PAGE: &str = include_str!("../../../docs/security.md");
const MARK: &str = "/// Threats: ";
/// What a row that names no test begins its last cell with; the reason follows.
const NO_TEST: &str = "– ";

/// A row of the page's tables.
struct Row {
    /// The id, then what else the same thing is called.
    ids: Vec<String>,
    what: String,
    tests: String,
}

fn rows() -> Vec<Row> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [ids, what, tests] = cells[..] else {
            panic!("not three cells: {line}");
        };
        Row {
            ids: in_backticks(ids),
            what: what.to_owned(),
            tests: tests.to_owned(),
        }
    })
    .collect()
}

fn in_backticks(text: &str) -> Vec<String> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.map(ToOwned::to_owned).collect()
}

/// The tests that carry each id, as the page writes them.
fn tests_by_id() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for folder in ["functions", "shared", "tests", "tools"] {
        for file in rust_files(&root.join(folder)) {
            let path = file.strip_prefix(root).unwrap().to_str().unwrap();
            let shown = path.strip_prefix("tests/tests/").unwrap_or(path);
            for (id, test) in marks(&fs::read_to_string(&file).unwrap(), path) {
                found
                    .entry(id)
                    .or_default()
                    .insert(format!("{shown}::{test}"));
            }
        }
    }
    found
}

/// Each id with the function that follows it.
fn marks(source: &str, path: &str) -> Vec<(String, String)> {
    let (mut waiting, mut found) = (Vec::new(), Vec::new());
    for line in source.lines().map(str::trim) {
        if let Some(ids) = line.strip_prefix(MARK) {
            waiting.extend(ids.split(", ").map(ToOwned::to_owned));
        } else if let Some(name) = function(line) {
            found.extend(waiting.drain(..).map(|id| (id, name.to_owned())));
        }
    }
    assert!(waiting.is_empty(), "{waiting:?} without a test in {path}");
    found
}

fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = line.strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn every_threat_has_one_row_that_says_what_is_done_and_where_it_is_tested_or_why_not() {
    let mut seen = BTreeSet::new();

    for row in rows() {
        assert!(!row.ids.is_empty() && !row.what.is_empty(), "{:?}", row.ids);
        let names_tests = row.tests.starts_with('`') && in_backticks(&row.tests)[0].contains("::");
        let gives_a_reason = row.tests.starts_with(NO_TEST) && row.tests.len() > 12;
        assert!(
            names_tests || gives_a_reason,
            "{:?}: {}",
            row.ids,
            row.tests
        );
        for id in row.ids {
            assert!(seen.insert(id.clone()), "{id} has two rows");
        }
    }

    let known: BTreeSet<String> = ids::all().map(ToOwned::to_owned).collect();
    let missing: Vec<_> = known.difference(&seen).collect();
    let unknown: Vec<_> = seen.difference(&known).collect();
    assert_eq!((missing, unknown), (vec![], vec![]), "missing, unknown");
}

#[test]
fn every_row_names_the_tests_that_carry_its_id_and_no_others() {
    let mut tests = tests_by_id();

    for row in rows() {
        let carried = tests.remove(&row.ids[0]).unwrap_or_default();
        let named: BTreeSet<_> = if row.tests.starts_with(NO_TEST) {
            BTreeSet::new()
        } else {
            in_backticks(&row.tests).into_iter().collect()
        };
        let cell: Vec<_> = carried.iter().map(|test| format!("`{test}`")).collect();
        assert_eq!(
            named,
            carried,
            "the last cell of {} should be: {}",
            row.ids[0],
            cell.join(", ")
        );
    }
    assert_eq!(
        tests,
        BTreeMap::new(),
        "ids in the sources that begin no row of docs/security.md"
    );
}

#[test]
fn a_mark_belongs_to_the_next_function() {
    let source = format!(
        "{MARK}M1, PH-1
        {MARK}C1
        #[tokio::test]
        async fn first() {{}}
        pub async fn no_threat<T>() {{}}
        {MARK}M2
        fn second() {{}}"
    );

    let found = marks(&source, "a test");

    let pair = |id: &str, test: &str| (id.to_owned(), test.to_owned());
    assert_eq!(
        found,
        [
            pair("M1", "first"),
            pair("PH-1", "first"),
            pair("C1", "first"),
            pair("M2", "second")
        ]
    );
}
