//! `docs/integrating.md` tells the truth: its examples are run, as they stand there, against a site.

use std::process::{Command, Stdio};

use acceptance::{Customer, Site};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../../docs/integrating.md");
const EXAMPLE: &str = include_str!("../../../examples/protected-api/template.yaml");

/// What a browser does around a script's `fetch`: it sends the cookie and says where the page is,
/// asks leave first where it must, and keeps the answer back if the page may not read it.
const BROWSER: &str = r"
const permitted = (answer, withCookies) =>
  answer.headers.get('access-control-allow-origin') === process.env.PAGE &&
  (!withCookies || answer.headers.get('access-control-allow-credentials') === 'true');
const send = globalThis.fetch;
globalThis.fetch = async (target, { credentials, headers } = {}) => {
  const url = new URL(target, process.env.PAGE);
  const isForeign = url.origin !== process.env.PAGE;
  const withCookies = !isForeign || credentials === 'include';
  const sent = { ...headers };
  if (isForeign) sent.origin = process.env.PAGE;
  if (withCookies) sent.cookie = `session=${process.env.SESSION}`;
  if (isForeign && sent.authorization) {
    const asked = { origin: sent.origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    const leave = await send(url, { method: 'OPTIONS', headers: asked });
    const names = leave.headers.get('access-control-allow-headers') ?? '';
    if (!leave.ok || !permitted(leave, withCookies) || !names.split(',').includes('authorization')) throw new TypeError('blocked');
  }
  const answer = await send(url, { headers: sent });
  if (isForeign && !permitted(answer, withCookies)) throw new TypeError('blocked');
  return answer;
};
";

/// The document's examples in one language, in order.
fn examples(language: &str) -> Vec<String> {
    let opening = format!("```{language}");
    let mut examples = Vec::new();
    let mut lines = DOCUMENT.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let example: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
            if line == opening {
                examples.push(example.join("\n") + "\n");
            }
        }
    }
    examples
}

/// A site with a customer, to whom the examples are turned.
struct Reader {
    site: Site,
    customer: Customer,
    session: String,
}

impl Reader {
    async fn new() -> Self {
        let site = Site::start().await;
        let customer = site.existing_customer("reader@example.com").await;
        let mut reader = Self {
            site,
            customer,
            session: String::new(),
        };
        let sign_in = format!("{}printf %s \"$SESSION\"\n", examples("sh")[0]);
        reader.session = reader.run("sh", &["-ec", &sign_in], "").await;
        assert_eq!(reader.session.len(), 64, "{}", reader.session);
        reader
    }

    /// Runs an example, and gives what it prints.
    async fn run(&self, program: &str, arguments: &[&str], page: &str) -> String {
        let turned = |text: &str| {
            let base = self.site.url("/");
            text.replace("http://localhost:3000", base.as_str().trim_end_matches('/'))
                .replace("alice@example.com", &self.customer.email)
                .replace("alice-likes-long-passwords", &self.customer.password)
        };
        let mut command = Command::new(program);
        command
            .args(arguments.iter().map(|it| turned(it)))
            .env("SITE", turned("http://localhost:3000"))
            .env("SESSION", &self.session)
            .env("PAGE", turned(page))
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        let run = tokio::task::spawn_blocking(move || command.output().unwrap());
        let output = run.await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn assert_names_me(&self, printed: &str) {
        let id = format!("{:?}", self.customer.account_id);
        assert!(
            printed.contains(&id) || printed.contains(&id.replace('"', "'")),
            "{printed}"
        );
    }
}

/// Whether a program is here. Where it is not, its examples are not tried, which is said aloud.
fn has(program: &str) -> bool {
    let version = Command::new(program).arg("--version").output();
    let is_here = version.is_ok_and(|output| output.status.success());
    if !is_here {
        eprintln!(
            "NOT TRIED: {program} examples of docs/integrating.md, for there is no {program} here"
        );
    }
    is_here
}

#[tokio::test]
async fn the_commands_ask_who_it_is() {
    if !has("curl") {
        return;
    }
    let reader = Reader::new().await;
    let commands = examples("sh");
    assert_eq!(commands.len(), 5);

    for command in &commands[1..] {
        let printed = reader.run("sh", &["-ec", command], "").await;

        let answer: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(
            answer["account_id"],
            reader.customer.account_id.as_str(),
            "{command}"
        );
    }
}

#[tokio::test]
async fn a_server_in_node_knows_somebody_from_nobody() {
    if !has("node") || !has("curl") {
        return;
    }
    let reader = Reader::new().await;

    let [example] = &examples("js")[..] else {
        panic!("one example");
    };
    let printed = reader
        .run("node", &["--input-type=module", "--eval", example], "")
        .await;

    reader.assert_names_me(&printed);
    assert!(printed.ends_with("}\nnull\n"), "{printed}");
}

#[tokio::test]
async fn a_server_in_python_knows_somebody_from_nobody() {
    if !has("python3") || !has("curl") {
        return;
    }
    let reader = Reader::new().await;

    let [example] = &examples("python")[..] else {
        panic!("one example");
    };
    let printed = reader.run("python3", &["-c", example], "").await;

    reader.assert_names_me(&printed);
    assert!(printed.ends_with("}\nnull\n"), "{printed}");
}

#[tokio::test]
async fn a_page_of_the_host_and_one_of_an_allowed_origin_are_told() {
    if !has("node") || !has("curl") {
        return;
    }
    let reader = Reader::new().await;
    let same = examples("js same-host");
    let other = examples("js other-host");
    assert_eq!((same.len(), other.len()), (1, 2));

    for (example, page) in [
        (&same[0], "http://localhost:3000"),
        (&other[0], "http://localhost:8080"),
        (&other[1], "http://localhost:8080"),
    ] {
        let script = format!("{BROWSER}{example}");
        let printed = reader
            .run("node", &["--input-type=module", "--eval", &script], page)
            .await;

        reader.assert_names_me(&printed);
    }
}

#[tokio::test]
async fn a_page_of_an_origin_that_is_not_allowed_is_told_nothing() {
    if !has("node") || !has("curl") {
        return;
    }
    let reader = Reader::new().await;

    for example in examples("js other-host") {
        let caught =
            format!("{BROWSER}try {{ {example} }} catch (error) {{ console.log(error.message); }}");
        let arguments = ["--input-type=module", "--eval", caught.as_str()];
        let printed = reader
            .run("node", &arguments, "http://localhost:8081")
            .await;

        assert_eq!(printed, "blocked\n");
    }
}

#[test]
fn what_the_document_shows_of_the_template_is_the_template() {
    let shown = examples("yaml");
    assert_eq!(shown.len(), 1);

    for part in shown {
        assert!(EXAMPLE.contains(&part), "{part}");
    }
}
