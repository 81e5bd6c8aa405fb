//! The command run, and its findings.

use std::process::{Command, Stdio};

use serde_json::Value;

/// What doctor said.
#[derive(Debug)]
pub(crate) struct Checkup {
    pub(crate) code: i32,
    findings: Vec<Value>,
    text: String,
}

impl Checkup {
    /// Runs `admin doctor` with these options.
    pub(crate) async fn with(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admin"));
        command
            .args(["--json", "doctor"])
            .args(options)
            .env("AWS_CONFIG_FILE", "/dev/null")
            .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env_remove("TABLE_NAME")
            .stdin(Stdio::null());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap())
            .await
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let answer: Value = serde_json::from_str(&text)
            .unwrap_or_else(|_| panic!("{text} {}", String::from_utf8_lossy(&output.stderr)));
        Self {
            code: output.status.code().unwrap(),
            findings: answer["findings"].as_array().unwrap().clone(),
            text,
        }
    }

    /// How this check ended, and what was said about it.
    pub(crate) fn of(&self, check: &str) -> (&str, &str) {
        let finding = self.findings.iter().find(|it| it["check"] == check);
        let finding = finding.unwrap_or_else(|| panic!("no {check}: {}", self.text));
        let text = |name: &str| finding[name].as_str().unwrap();
        // Whatever is not as it should be says what to do.
        assert_eq!(
            finding["advice"].is_null(),
            text("level") == "ok",
            "{finding}"
        );
        (text("level"), text("message"))
    }

    /// Every check that did not end well, with how it did.
    pub(crate) fn complaints(&self) -> Vec<(&str, &str)> {
        let ended = self.findings.iter().map(|it| {
            let text = |name: &str| it[name].as_str().unwrap();
            (text("check"), text("level"))
        });
        ended.filter(|(_, level)| *level != "ok").collect()
    }
}
