//! Bars on standard error for whoever waits. None where nobody does: without a terminal, or with
//! `--json`.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over the bytes of a file.
pub(crate) fn bytes(what: &'static str, bytes: u64, json: bool) -> ProgressBar {
    let template = "{msg} {bar:30} {percent} %, {binary_bytes_per_sec}, {eta} left";
    bar(what, bytes, template, json)
}

/// A bar over the records of a file.
pub(crate) fn records(what: &'static str, records: u64, json: bool) -> ProgressBar {
    let template = "{msg} {bar:30} {pos}/{len} records, {per_sec}, {eta} left";
    bar(what, records, template, json)
}

fn bar(what: &'static str, length: u64, template: &str, json: bool) -> ProgressBar {
    let bar = ProgressBar::new(length).with_message(what);
    if json {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        // A bar of the usual look.
        Err(_) => bar,
    }
}
