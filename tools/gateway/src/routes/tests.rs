use super::*;

fn routes(keys: &[&str]) -> Routes {
    let function = Arc::new(Function {
        resource: "Echo".to_owned(),
        binary: "echo".to_owned(),
        timeout: Duration::from_secs(3),
        memory_mb: 128,
        variables: [].into(),
    });
    let mut routes = Routes::default();
    for key in keys {
        let (method, path) = match key.split_once(' ') {
            Some((method, path)) => (
                MethodPattern::parse(method).unwrap(),
                PathPattern::parse(path).unwrap(),
            ),
            None => (MethodPattern::Any, PathPattern::Default),
        };
        let route = Route {
            key: path.route_key(&method),
            method,
            path,
            function: Arc::clone(&function),
            authorizer: None,
            integration_timeout: None,
        };
        routes.add(route, "Echo.Events.E").unwrap();
    }
    routes
}

fn key(routes: &Routes, method: &Method, path: &str) -> String {
    match routes.find(method, path) {
        Outcome::Found(found) => found.route.key().to_owned(),
        Outcome::OtherMethod => "other method".to_owned(),
        Outcome::Unknown => "unknown".to_owned(),
    }
}

#[track_caller]
fn parameter(pattern: &str, path: &str, name: &str) -> String {
    let routes = routes(&[pattern]);
    let Outcome::Found(found) = routes.find(&Method::GET, path) else {
        panic!("no match")
    };
    found.path_parameters[name].clone()
}

#[test]
fn the_guides_own_example_is_routed_as_the_guide_says() {
    let routes = routes(&[
        "$default",
        "ANY /{proxy+}",
        "GET /pets/{proxy+}",
        "GET /pets/dog/{id}",
        "GET /pets/dog/1",
    ]);

    assert_eq!(key(&routes, &Method::GET, "/pets/dog/1"), "GET /pets/dog/1");
    assert_eq!(
        key(&routes, &Method::GET, "/pets/dog/2"),
        "GET /pets/dog/{id}"
    );
    assert_eq!(
        key(&routes, &Method::GET, "/pets/cat/1"),
        "GET /pets/{proxy+}"
    );
    assert_eq!(key(&routes, &Method::POST, "/test/5"), "ANY /{proxy+}");
    assert_eq!(key(&routes, &Method::GET, "/"), "$default");
}

#[test]
fn a_method_of_its_own_wins_over_any() {
    let routes = routes(&["ANY /a", "GET /a"]);

    assert_eq!(key(&routes, &Method::GET, "/a"), "GET /a");
    assert_eq!(key(&routes, &Method::POST, "/a"), "ANY /a");
}

#[test]
fn a_full_match_wins_over_a_greedy_one_with_more_literals() {
    let routes = routes(&["GET /a/b/{rest+}", "GET /a/{x}/c"]);

    assert_eq!(key(&routes, &Method::GET, "/a/b/c"), "GET /a/{x}/c");
}

#[test]
fn head_is_not_get() {
    let routes = routes(&["GET /auth/session"]);

    assert_eq!(key(&routes, &Method::HEAD, "/auth/session"), "other method");
}

#[test]
fn a_slash_at_the_end_makes_another_path() {
    let routes = routes(&["GET /auth/session"]);

    assert_eq!(key(&routes, &Method::GET, "/auth/session/"), "unknown");
}

#[test]
fn paths_are_case_sensitive() {
    let routes = routes(&["GET /auth/session"]);

    assert_eq!(key(&routes, &Method::GET, "/Auth/session"), "unknown");
}

#[test]
fn a_parameter_is_one_segment_and_never_empty() {
    let routes = routes(&["GET /assets/{file}"]);

    assert_eq!(key(&routes, &Method::GET, "/assets/"), "unknown");
    assert_eq!(key(&routes, &Method::GET, "/assets/a/b"), "unknown");
}

#[test]
fn a_parameter_is_percent_decoded() {
    assert_eq!(
        parameter("GET /assets/{file}", "/assets/a%20b%2Fc", "file"),
        "a b/c"
    );
}

#[test]
fn a_parameter_that_is_not_utf8_is_replaced() {
    assert_eq!(
        parameter("GET /assets/{file}", "/assets/%ff", "file"),
        "\u{fffd}"
    );
}

#[test]
fn a_greedy_parameter_takes_the_rest() {
    assert_eq!(parameter("GET /a/{rest+}", "/a/b/c%20d/", "rest"), "b/c d/");
}

#[test]
fn a_greedy_parameter_needs_something_to_take() {
    let routes = routes(&["GET /a/{rest+}"]);

    assert_eq!(key(&routes, &Method::GET, "/a"), "unknown");
    assert_eq!(key(&routes, &Method::GET, "/a/"), "unknown");
}

#[test]
fn a_target_that_is_no_path_matches_only_the_default_route() {
    assert_eq!(
        key(&routes(&["ANY /{rest+}"]), &Method::OPTIONS, "*"),
        "unknown"
    );
    assert_eq!(
        key(&routes(&["$default"]), &Method::OPTIONS, "*"),
        "$default"
    );
}
