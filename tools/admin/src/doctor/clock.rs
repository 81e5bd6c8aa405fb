//! Whether clocks agree. Requests to AWS are signed with this machine's time, and whatever expires is
//! compared with it.

use accounts::clock::{Clock as _, SystemClock};
use reqwest::{Client, Response, header::DATE};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use super::{Finding, Level, http};

/// More than a slow answer explains.
const ODD_S: i64 = 5;
/// AWS refuses signatures that are five minutes off; sessions end minutes wrong before.
const WRONG_S: i64 = 60;

/// Asks a host what time it is.
pub(super) async fn examine(
    client: &Client,
    check: &str,
    whose: &str,
    address: &str,
    findings: &mut Vec<Finding>,
) {
    findings.push(match client.get(address).send().await {
        Ok(response) => compare(check, whose, &response),
        Err(error) => Finding::of(
            Level::Unknown,
            check,
            format!("{whose} did not say its time: {}", http::reason(&error)),
            "Look whether it can be reached from here.",
        ),
    });
}

/// This machine's clock against the time of an answer.
fn compare(check: &str, whose: &str, response: &Response) -> Finding {
    let date = response.headers().get(DATE);
    let date = date.and_then(|date| date.to_str().ok());
    let Some(theirs) = date.and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok()) else {
        return Finding::of(
            Level::Unknown,
            check,
            format!("{whose} did not say its time"),
            "Nothing, if it is a local engine.",
        );
    };
    difference(
        check,
        whose,
        SystemClock.now().unix_seconds() - theirs.unix_timestamp(),
    )
}

fn difference(check: &str, whose: &str, skew_s: i64) -> Finding {
    let message = if skew_s.abs() <= ODD_S {
        format!("this machine's clock agrees with that of {whose}")
    } else {
        let side = if skew_s > 0 { "ahead of" } else { "behind" };
        let by = skew_s.abs();
        format!("this machine's clock is {by} s {side} that of {whose}")
    };
    let level = match skew_s.abs() {
        0..=ODD_S => return Finding::ok(check, message),
        _ if skew_s.abs() < WRONG_S => Level::Warning,
        _ => Level::Problem,
    };
    Finding::of(level, check, message, "Set this machine's clock by NTP.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_seconds_are_nothing_and_minutes_are_a_problem() {
        for (skew_s, level) in [
            (0, Level::Ok),
            (-5, Level::Ok),
            (6, Level::Warning),
            (-59, Level::Warning),
            (60, Level::Problem),
            (-400, Level::Problem),
        ] {
            assert_eq!(
                difference("clock", "DynamoDB", skew_s).level,
                level,
                "{skew_s}"
            );
        }
        let behind = difference("clock", "DynamoDB", -400).message;
        assert_eq!(
            behind,
            "this machine's clock is 400 s behind that of DynamoDB"
        );
    }
}
