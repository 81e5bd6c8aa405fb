//! The same read of the table in other languages, with their AWS SDKs, each in its usual form: the
//! JavaScript bundled and minified, the Python as pip installs it.

use std::{fs, path::Path, process::Command};

use crate::{
    Result,
    measure::Contender,
    sandbox::Settings,
    subjects::{Fill, Subject},
    world::World,
};

const NODE_PACKAGES: [&str; 2] = ["@aws-sdk/client-dynamodb@3.1169.0", "esbuild@0.28.2"];
const PYTHON_PACKAGES: [&str; 1] = ["boto3==1.44.8"];

/// They read the table whatever the event says.
const READ: Subject = Subject {
    name: "read",
    binary: "",
    event: "session-check/without-cookie",
    fill: Fill::Nothing,
};

/// Installs them into `target/peers`, unless they are there, from the registries that npm and pip
/// are set up for.
pub(crate) fn install(world: &World) -> Result<Vec<Contender>> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = manifest.join("peers");
    let cache = manifest.join("../target/peers");
    fs::create_dir_all(&cache)?;
    let bundle = world
        .settings()
        .get("AWS_CA_BUNDLE")
        .cloned()
        .unwrap_or_default();
    let node = Contender {
        name: "Node, AWS SDK v3".to_owned(),
        command: node(&sources, &cache)?,
        settings: Settings::from([("NODE_EXTRA_CA_CERTS".to_owned(), bundle)]),
        subject: READ,
    };
    let python = Contender {
        name: "Python, boto3".to_owned(),
        command: python(&sources, &cache)?,
        settings: Settings::new(),
        subject: READ,
    };
    Ok(vec![node, python])
}

fn node(sources: &Path, cache: &Path) -> Result<Vec<String>> {
    let handler = cache.join("handler.mjs");
    let bundled = cache.join("bundle.mjs");
    fs::copy(sources.join("handler.mjs"), &handler)?;
    if !cache.join("node_modules/esbuild").is_dir() {
        fs::write(cache.join("package.json"), "{}")?;
        run(Command::new("npm")
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--save-exact",
                "--prefix",
            ])
            .arg(cache)
            .args(NODE_PACKAGES))?;
    }
    run(Command::new(cache.join("node_modules/.bin/esbuild"))
        .arg(&handler)
        .args(["--bundle", "--minify", "--platform=node", "--format=esm", "--log-level=error"])
        // Parts of the SDK are CommonJS and ask for Node's own modules by `require`.
        .arg("--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);")
        .arg(format!("--outfile={}", bundled.display())))?;
    Ok(vec![
        program_of("node", "-p", "process.execPath")?,
        bundled.display().to_string(),
    ])
}

fn python(sources: &Path, cache: &Path) -> Result<Vec<String>> {
    let environment = cache.join("python");
    let interpreter = environment.join("bin/python3");
    if !environment.join("bin/pip").exists() {
        run(Command::new("python3")
            .args(["-m", "venv"])
            .arg(&environment))?;
        run(Command::new(environment.join("bin/pip"))
            .args(["install", "--quiet"])
            .args(PYTHON_PACKAGES))?;
    }
    let handler = sources.join("handler.py");
    Ok(vec![
        interpreter.display().to_string(),
        handler.display().to_string(),
    ])
}

/// The interpreter itself, not a wrapper that would be measured with it.
fn program_of(command: &str, option: &str, expression: &str) -> Result<String> {
    let output = Command::new(command).args([option, expression]).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}\n{said}", output.status).into())
}
