use super::*;

fn authorizer(ttl_s: u64) -> Authorizer {
    let function = Function {
        resource: "Authorizer".to_owned(),
        binary: "authorizer".to_owned(),
        timeout: Duration::from_secs(3),
        memory_mb: 128,
        variables: [].into(),
    };
    Authorizer {
        name: "Api.Auth.Authorizers.A".to_owned(),
        function: Arc::new(function),
        identity_sources: vec![IdentitySource::RouteKey],
        ttl: Duration::from_secs(ttl_s),
    }
}

fn verdict(reply: &Value) -> Verdict {
    Verdict::from_reply(reply).unwrap()
}

#[test]
fn only_a_simple_response_is_an_answer() {
    assert_eq!(
        verdict(&json!({"isAuthorized": true, "context": {"a": 1}})).context(),
        Ok(json!({"a": 1}))
    );
    assert_eq!(
        verdict(&json!({"isAuthorized": true})).context(),
        Ok(Value::Null)
    );
    assert_eq!(
        verdict(&json!({"isAuthorized": false, "context": {"a": 1}})).context(),
        Err(StatusCode::FORBIDDEN)
    );
    for malformed in [
        json!(true),
        json!({}),
        json!({"isAuthorized": "true"}),
        json!({"isAuthorized": true, "context": "a"}),
        json!({"policyDocument": {}}),
    ] {
        assert_eq!(Verdict::from_reply(&malformed), None, "{malformed}");
    }
}

#[test]
fn an_answer_is_kept_for_its_time_under_its_whole_identity() {
    let (cache, kept, now) = (Cache::default(), authorizer(10), Instant::now());
    let (ada, bob) = (vec!["ada".to_owned()], vec!["bob".to_owned()]);
    let yes = verdict(&json!({"isAuthorized": true}));
    let no = verdict(&json!({"isAuthorized": false}));

    cache.keep(&kept, ada.clone(), &yes, now);
    cache.keep(&kept, bob.clone(), &no, now);

    assert_eq!(cache.find(&kept, &ada, now), Some(yes.clone()));
    assert_eq!(cache.find(&kept, &bob, now), Some(no));
    let longer = ["ada".to_owned(), "x".to_owned()];
    assert_eq!(cache.find(&kept, &longer, now), None);
    let other = Authorizer {
        name: "Api.Auth.Authorizers.B".to_owned(),
        ..authorizer(10)
    };
    assert_eq!(cache.find(&other, &ada, now), None);
    let end = now + kept.ttl;
    let almost = end.checked_sub(Duration::from_millis(1)).unwrap();
    assert_eq!(cache.find(&kept, &ada, almost), Some(yes));
    assert_eq!(cache.find(&kept, &ada, end), None);
}

#[test]
fn without_a_time_or_an_identity_nothing_is_kept() {
    let (cache, now) = (Cache::default(), Instant::now());
    let (ada, yes) = (
        vec!["ada".to_owned()],
        verdict(&json!({"isAuthorized": true})),
    );

    cache.keep(&authorizer(0), ada.clone(), &yes, now);
    cache.keep(&authorizer(10), Vec::new(), &yes, now);

    assert_eq!(cache.find(&authorizer(0), &ada, now), None);
    assert_eq!(cache.find(&authorizer(10), &[], now), None);
}
