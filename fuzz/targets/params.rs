//! A query or form of any text: refused, or read so that nothing is repeated, lost or changed.
#![no_main]

use accounts::http::Params;
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 9] = [
    "code",
    "state",
    "error",
    "email",
    "password",
    "return_to",
    "csrf_token",
    "access_token",
    "",
];

fuzz_target!(|text: &str| {
    let Ok(params) = Params::parse(text) else {
        return;
    };
    let reference: Vec<_> = url::form_urlencoded::parse(text.as_bytes()).collect();
    for name in NAMES {
        // The standard's own parser is the reference. It puts U+FFFD where bytes are no UTF-8; such a
        // text was refused.
        let mut expected = reference.iter().filter(|(key, _)| key == name);
        let (first, second) = (expected.next(), expected.next());
        match params.one(name) {
            Ok(found) => {
                assert!(second.is_none(), "{name} is there twice");
                assert_eq!(found, first.map(|(_, value)| &**value), "{name}");
            }
            Err(_) => assert!(second.is_some(), "{name} is refused"),
        }
        assert_eq!(params.has(name), first.is_some());
    }
    // Where it leads is a path of ours, or refused.
    if let Ok(path) = params.return_to() {
        assert!(path.as_str().starts_with('/'));
    }
    let _ = format!("{params:?}");
});
