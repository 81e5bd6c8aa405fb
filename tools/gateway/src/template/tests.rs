use std::fmt::Write as _;

use super::*;

const HEAD: &str = r#"
Parameters:
  TableName: { Type: String, Default: accounts }
Conditions:
  Other: !Not [!Equals [!Ref TableName, ""]]
Globals:
  Function:
    Architectures: [!Ref Architecture]
    Timeout: 10
    MemorySize: 256
    Environment:
      Variables:
        PUBLIC_URL: !Ref PublicUrl
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
"#;

fn template(functions: &str) -> String {
    format!("{HEAD}{functions}")
}

fn function(name: &str, properties: &str, events: &[&str]) -> String {
    let mut yaml = format!(
        "  {name}:\n    Type: AWS::Serverless::Function\n    Metadata:\n      BuildMethod: rust-cargolambda\n      \
         BuildProperties: {{ Binary: {} }}\n    Properties:\n      CodeUri: .\n",
        name.to_lowercase()
    );
    if !properties.is_empty() {
        writeln!(yaml, "      {properties}").unwrap();
    }
    if !events.is_empty() {
        yaml.push_str("      Events:\n");
    }
    for (number, event) in events.iter().enumerate() {
        writeln!(
            yaml,
            "        E{number}: {{ Type: HttpApi, Properties: {event} }}"
        )
        .unwrap();
    }
    yaml
}

fn refused(functions: &str) -> String {
    Routes::from_template(&template(functions))
        .unwrap_err()
        .to_string()
}

#[test]
fn routes_and_functions_are_read_beside_cloudformation_tags() {
    let login = function(
        "Login",
        "Environment: { Variables: { TABLE_NAME: !Ref TableName, URL: !If [Other, !Sub \"x${A}\", !Ref AWS::NoValue] } }",
        &["{ ApiId: !Ref Api, Method: get, Path: /auth/amazon/login }"],
    );

    let routes = Routes::from_template(&template(&login)).unwrap();

    let keys: Vec<_> = routes.routes().iter().map(Route::key).collect();
    assert_eq!(keys, ["GET /auth/amazon/login"]);
    assert_eq!(
        *routes.functions()[0],
        Function {
            resource: "Login".to_owned(),
            binary: "login".to_owned(),
            timeout: Duration::from_secs(10),
            memory_mb: 256,
            variables: ["PUBLIC_URL", "TABLE_NAME", "URL"]
                .map(str::to_owned)
                .into(),
        }
    );
}

#[test]
fn the_template_of_this_project_is_understood() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml");
    let yaml = std::fs::read_to_string(path).unwrap();

    let routes = Routes::from_template(&yaml).unwrap();

    assert!(
        routes
            .routes()
            .iter()
            .any(|route| route.key() == "GET /auth/session")
    );
}

#[test]
fn a_function_own_timeout_wins_over_the_global_one() {
    let routes =
        Routes::from_template(&template(&function("Login", "Timeout: \"5\"", &[]))).unwrap();

    assert_eq!(routes.functions()[0].timeout, Duration::from_secs(5));
}

#[test]
fn lambdas_own_defaults_hold_without_globals() {
    let yaml = format!("Resources:\n{}", function("Login", "", &[]));

    let routes = Routes::from_template(&yaml).unwrap();

    assert_eq!(routes.functions()[0].timeout, Duration::from_secs(3));
    assert_eq!(routes.functions()[0].memory_mb, 128);
}

#[test]
fn an_event_without_method_and_path_is_the_default_route() {
    let yaml = template(&function("Login", "", &["{ ApiId: !Ref Api }"]));

    let routes = Routes::from_template(&yaml).unwrap();

    assert_eq!(routes.routes()[0].key(), "$default");
}

#[test]
fn a_computed_path_is_refused() {
    let message = refused(&function(
        "Login",
        "",
        &["{ Method: GET, Path: !Sub \"/${Stage}\" }"],
    ));

    assert_eq!(
        message,
        "Login.Events.E0: Properties.Path must be written out, not computed"
    );
}

#[test]
fn a_computed_timeout_is_refused_in_the_long_form_too() {
    let message = refused(&function("Login", "Timeout: { Ref: Seconds }", &[]));

    assert_eq!(
        message,
        "Login: Properties.Timeout must be written out, not computed"
    );
}

#[test]
fn a_route_without_a_binary_is_refused() {
    let yaml = function("Login", "", &["{ Method: GET, Path: /a }"]).replace("Binary:", "Other:");

    assert_eq!(
        refused(&yaml),
        "Login: Metadata.BuildProperties.Binary is missing"
    );
}

#[test]
fn a_path_without_a_method_is_refused() {
    let message = refused(&function("Login", "", &["{ Path: /a }"]));

    assert_eq!(message, "Login.Events.E0: Properties.Method is missing");
}

#[test]
fn a_greedy_variable_inside_a_path_is_refused() {
    let message = refused(&function(
        "Login",
        "",
        &["{ Method: GET, Path: \"/a/{b+}/c\" }"],
    ));

    assert_eq!(
        message,
        "Login.Events.E0: Properties.Path must be /a/{b}/c, with {greedy+} only at the end"
    );
}

#[test]
fn payload_format_1_is_refused() {
    let event = "{ Method: GET, Path: /a, PayloadFormatVersion: \"1.0\" }";

    let message = refused(&function("Login", "", &[event]));

    assert_eq!(
        message,
        "Login.Events.E0: Properties.PayloadFormatVersion must be \"2.0\""
    );
}

#[test]
fn two_events_cannot_claim_one_route() {
    let first = function("Login", "", &["{ Method: GET, Path: \"/a/{b}\" }"]);
    let second = function("Other", "", &["{ Method: GET, Path: \"/a/{c}\" }"]);

    let message = refused(&format!("{first}{second}"));

    assert_eq!(
        message,
        "Other.Events.E0: route GET /a/{c} is taken by Login"
    );
}

#[test]
fn a_timeout_beyond_lambdas_is_refused() {
    let message = refused(&function("Login", "Timeout: 901", &[]));

    assert_eq!(message, "Login: Timeout must be from 1 to 900 seconds");
}

#[test]
fn a_text_that_is_not_yaml_is_refused() {
    let error = Routes::from_template("Resources: [").unwrap_err();

    assert!(matches!(error, TemplateError::Yaml(_)));
}

mod guarded;
