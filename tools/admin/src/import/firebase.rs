//! The parameters of a Firebase project, as its console shows them.

use std::{collections::HashMap, path::Path};

use accounts::password::FirebaseProject;

use crate::failure::Failure;

/// Reads what the console shows under Authentication, Users, "Password hash parameters":
///
/// ```text
/// hash_config {
///   algorithm: SCRYPT,
///   base64_signer_key: …,
///   base64_salt_separator: Bw==,
///   rounds: 8,
///   mem_cost: 14,
/// }
/// ```
pub(crate) fn read_parameters(path: &Path) -> Result<FirebaseProject, Failure> {
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    parse(&text).map_err(|problem| Failure::bad_file(path, problem))
}

fn parse(text: &str) -> Result<FirebaseProject, String> {
    let lines: HashMap<_, _> = text
        .lines()
        .filter_map(|line| line.trim().trim_end_matches(',').split_once(':'))
        .map(|(name, value)| {
            (
                name.trim().trim_matches('"'),
                value.trim().trim_matches('"'),
            )
        })
        .collect();
    let value = |name: &str| lines.get(name).copied().ok_or(format!("{name} is missing"));
    let number = |name: &str| {
        let parsed = value(name)?.parse::<u32>();
        parsed.map_err(|_| format!("{name} is not a number"))
    };
    if !value("algorithm")?.eq_ignore_ascii_case("scrypt") {
        return Err("the algorithm is not SCRYPT".to_owned());
    }
    FirebaseProject::new(
        value("base64_signer_key")?,
        value("base64_salt_separator")?,
        number("rounds")?,
        number("mem_cost")?,
    )
    .map_err(|refused| refused.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONSOLE: &str = "hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: \
        jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,\n  \
        base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}\n";

    #[test]
    fn what_the_console_shows_is_read_as_it_stands() {
        assert!(parse(CONSOLE).is_ok());
        for wrong in [
            CONSOLE.replace("SCRYPT", "BCRYPT"),
            CONSOLE.replace("rounds", "round"),
            CONSOLE.replace("mem_cost: 14", "mem_cost: 20"),
            CONSOLE.replace("jxspr", "jx"),
        ] {
            assert!(parse(&wrong).is_err(), "{wrong}");
        }
    }
}
