//! Twenty thousand customers.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::files::Files;
use crate::table::Table;

/// For an engine without optimisations on a busy machine; figures of a release build are in
/// docs/operations.md.
const IN_ALL: Duration = Duration::from_mins(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_customers_are_imported_and_a_second_time_none() {
    const COUNT: usize = 20_000;
    let (table, files) = (Table::start().await, Files::new());
    let file = files.customers("many.jsonl", COUNT);
    let begun = Instant::now();

    let (code, report) = table.imported(&file, &[]).await;

    assert_eq!((code, &report["created"]), (0, &json!(COUNT)));
    for item in ["ACCOUNT", "EMAIL", "EXTERNAL", "EVENT#"] {
        assert_eq!(table.count(item).await, 20_000, "{item}");
    }
    assert!(begun.elapsed() < IN_ALL, "{:?}", begun.elapsed());
    let few = files.customers("few.jsonl", 100);
    let (code, report) = table.imported(&few, &[]).await;
    assert_eq!((code, &report["already_there"]), (0, &json!(100)));
    assert_eq!(report["created"], 0);
}
