//! Authorizers.

use super::*;
use crate::{Authorizer, IdentitySource};

const AUTHORIZER: &str = "
  Authorizer:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: authorizer } }
";

/// A template with an API guarded by authorizer `A` with these properties, and one route of it.
fn guarded_by(authorizer: &str, event: &str) -> String {
    format!(
        "
Parameters:
  AuthorizerArn: {{ Type: String }}
  CacheSeconds: {{ Type: Number, Default: 45 }}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          A: {{ AuthorizerPayloadFormatVersion: \"2.0\", EnableSimpleResponses: true, {authorizer} }}
{AUTHORIZER}{}",
        function("Orders", "", &[event])
    )
}

const EVENT: &str = "{ ApiId: !Ref Api, Method: GET, Path: /a, Auth: { Authorizer: A } }";

fn authorizer(authorizer: &str) -> Result<Authorizer, TemplateError> {
    let routes = Routes::from_template(&guarded_by(authorizer, EVENT))?;
    let found = routes.routes()[0].authorizer().unwrap();
    Ok(Authorizer {
        name: found.name().to_owned(),
        function: Arc::clone(found.function()),
        identity_sources: found.identity_sources().to_vec(),
        ttl: found.ttl(),
    })
}

#[track_caller]
fn refused_with(properties: &str, message: &str) {
    let error = authorizer(properties).unwrap_err().to_string();

    assert_eq!(error, format!("Api.Auth.Authorizers.A: {message}"));
}

#[test]
fn an_authorizer_has_a_function_sources_and_a_time() {
    let found = authorizer(
        "FunctionArn: !GetAtt Authorizer.Arn, Identity: { Headers: [Cookie], QueryStrings: [key], \
         Context: [routeKey], ReauthorizeEvery: 290 }",
    )
    .unwrap();

    assert_eq!(found.name(), "Api.Auth.Authorizers.A");
    assert_eq!(found.function().binary, "authorizer");
    assert_eq!(found.ttl(), Duration::from_secs(290));
    assert_eq!(
        found.identity_sources(),
        [
            IdentitySource::Header("cookie".parse().unwrap()),
            IdentitySource::QueryString("key".to_owned()),
            IdentitySource::RouteKey
        ]
    );
}

#[test]
fn without_identity_nothing_is_kept() {
    let found = authorizer("FunctionArn: !GetAtt Authorizer.Arn").unwrap();

    assert_eq!(found.ttl(), Duration::ZERO);
    assert_eq!(found.identity_sources(), []);
}

#[test]
fn parameters_have_the_given_value_or_their_default() {
    let properties = "FunctionArn: !Ref AuthorizerArn, Identity: { Headers: [Cookie], \
                      ReauthorizeEvery: !Ref CacheSeconds }";
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:authorizer";
    let mut given = BTreeMap::from([("AuthorizerArn".to_owned(), arn.to_owned())]);
    let ttl = |given: &BTreeMap<String, String>| {
        let routes = Routes::default().with_template(&guarded_by(properties, EVENT), given)?;
        Ok::<_, TemplateError>(routes.routes()[0].authorizer().unwrap().ttl())
    };

    assert_eq!(ttl(&given).unwrap(), Duration::from_secs(45));
    given.insert("CacheSeconds".to_owned(), "7".to_owned());
    assert_eq!(ttl(&given).unwrap(), Duration::from_secs(7));
    given.insert(
        "AuthorizerArn".to_owned(),
        arn.replace("authorizer", "other"),
    );
    assert_eq!(
        ttl(&given).unwrap_err().to_string(),
        "Api.Auth.Authorizers.A: FunctionArn must be the ARN of a function that is run here"
    );
    given.remove("AuthorizerArn");
    assert_eq!(
        ttl(&given).unwrap_err().to_string(),
        "Api.Auth.Authorizers.A: FunctionArn must be written out, not computed"
    );
}

#[test]
fn a_function_of_an_earlier_template_may_decide() {
    let properties = "FunctionArn: !Ref AuthorizerArn, Identity: { Headers: [Cookie], \
                      ReauthorizeEvery: 0 }";
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:authorizer".to_owned();
    let yaml = guarded_by(properties, EVENT).replace(AUTHORIZER, "");

    let routes = Routes::from_template(&format!("Resources:{AUTHORIZER}"))
        .unwrap()
        .with_template(&yaml, &BTreeMap::from([("AuthorizerArn".to_owned(), arn)]))
        .unwrap();

    let decides = routes.routes()[0].authorizer().unwrap().function();
    assert_eq!(decides, &routes.functions()[0]);
}

#[test]
fn what_is_not_emulated_is_refused() {
    const ARN: &str = "FunctionArn: !GetAtt Authorizer.Arn";
    refused_with(
        "Identity: { Headers: [Cookie] }",
        "Identity.ReauthorizeEvery is missing",
    );
    refused_with(
        "Identity: { ReauthorizeEvery: 0 }",
        "FunctionArn is missing",
    );
    for (identity, message) in [
        (
            "{ ReauthorizeEvery: 5 }",
            "Identity.ReauthorizeEvery must be 0 without an identity source",
        ),
        (
            "{ Headers: [A], ReauthorizeEvery: 3601 }",
            "Identity.ReauthorizeEvery must be from 0 to 3600 seconds",
        ),
        (
            "{ Headers: Cookie, ReauthorizeEvery: 0 }",
            "Identity.Headers must be a list of texts",
        ),
        (
            "{ Headers: [\"a b\"], ReauthorizeEvery: 0 }",
            "Identity.Headers must be names of headers",
        ),
        (
            "{ Context: [stage], ReauthorizeEvery: 0 }",
            "Identity.Context must be routeKey; no other is emulated",
        ),
        (
            "{ StageVariables: [a], ReauthorizeEvery: 0 }",
            "Identity.StageVariables must be absent; stages are not emulated",
        ),
    ] {
        refused_with(&format!("{ARN}, Identity: {identity}"), message);
    }
    for (right, wrong, message) in [
        (
            "\"2.0\"",
            "\"1.0\"",
            "AuthorizerPayloadFormatVersion must be \"2.0\"",
        ),
        (
            "Responses: true",
            "Responses: false",
            "EnableSimpleResponses must be true",
        ),
    ] {
        let yaml = guarded_by(ARN, EVENT).replace(right, wrong);
        let error = Routes::from_template(&yaml).unwrap_err().to_string();
        assert_eq!(error, format!("Api.Auth.Authorizers.A: {message}"));
    }
}

/// An open door where AWS has a guarded one would be worse than none.
#[test]
fn an_authorizer_that_the_api_does_not_have_is_refused() {
    const ARN: &str = "FunctionArn: !GetAtt Authorizer.Arn";
    let message = "Orders.Events.E0: Properties.Auth.Authorizer must be a Lambda authorizer of the event's API";
    for event in [
        EVENT.replace("Authorizer: A", "Authorizer: B"),
        EVENT.replace("Authorizer: A", "Authorizer: AWS_IAM"),
        EVENT.replace("!Ref Api", "!Ref Other"),
        EVENT.replace("ApiId: !Ref Api, ", ""),
    ] {
        let error = Routes::from_template(&guarded_by(ARN, &event)).unwrap_err();
        assert_eq!(error.to_string(), message, "{event}");
    }
}

#[test]
fn a_default_authorizer_guards_routes_that_say_nothing_and_none_opens_one() {
    const ARN: &str = "FunctionArn: !GetAtt Authorizer.Arn";
    let guarded = |auth: &str| {
        let event = EVENT.replace(", Auth: { Authorizer: A }", auth);
        let yaml = guarded_by(ARN, &event).replace(
            "      Auth:\n",
            "      Auth:\n        DefaultAuthorizer: A\n",
        );
        let routes = Routes::from_template(&yaml).unwrap();
        routes.routes()[0].authorizer().is_some()
    };

    assert!(guarded(""));
    assert!(!guarded(", Auth: { Authorizer: NONE }"));
}
