//! A driver for black-box suites: a browser, a person in front of it with one method per action,
//! and an attacker who is not bound to what a browser does.
//!
//! Without settings each [`Site`] is a local stack of its own, in this process. The same suites run
//! against something else with these environment variables:
//!
//! | variable | meaning |
//! |---|---|
//! | `ACCEPTANCE_FUNCTIONS` | a directory of function binaries: the stack runs them through the Lambda Runtime API instead of calling their handlers |
//! | `ACCEPTANCE_BASE_URL` | a site that is running already, e.g. `http://localhost:3000`; run with `--test-threads=1`, since all tests share it |
//! | `ACCEPTANCE_LWA_URL` | the emulated Amazon of that site, e.g. `http://127.0.0.1:3001`; it is reset by every test |
//! | `ACCEPTANCE_DYNAMODB_URL` | where that site's table `accounts` is, for the tests that look into it or need an existing customer |
//!
//! A test that begins with [`Site::with_amazon`], [`Site::with_table`], [`Site::on_this_machine`],
//! [`Site::in_process`] or [`Site::with_counted_calls`] is left out where that is not to be had, and says so
//! on standard error whatever the test harness captures.
//!
//! On a shared site every persona and customer is made anew under names of its own, so that the suites
//! can run again and again on one table.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a failure is the test's result"
)]

mod actions;
mod amazon;
mod answer;
mod browser;
mod customers;
mod faulty_table;
mod form;
mod jar;
mod letters;
mod needs;
mod raw;
mod shop;
mod site;
mod table;
mod table_calls;
mod who;

pub use amazon::{Persona, Requests};
pub use answer::{Answer, SetCookie};
pub use browser::Browser;
pub use customers::Customer;
pub use faulty_table::{Breakage, Fault, FaultyTable, Plan, Strike};
pub use form::Form;
pub use jar::Jar;
pub use letters::Letter;
pub use raw::Raw;
pub use shop::{Called, Meanwhile, Mishap, Shop};
pub use site::{Site, new_name};
pub use table::Table;
pub use table_calls::TableCalls;
pub use who::lasting;
