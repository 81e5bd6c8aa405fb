//! Where to go after signing in: a path on our own host, however a browser reads it.
#![no_main]

use accounts::domain::ReturnTo;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|text: &str| {
    let Ok(path) = ReturnTo::parse(text) else {
        return;
    };
    assert!(path.as_str().len() <= ReturnTo::MAX_LEN);
    assert!(path.as_str() == text || text.len() > ReturnTo::MAX_LEN);
    assert_eq!(ReturnTo::parse(path.as_str()).as_ref(), Ok(&path));
    // It stands in a `Location` header and in a page.
    assert!(path.as_str().bytes().all(|b| b.is_ascii_graphic()));
    for site in [
        "https://shop.example/auth/amazon/callback?a=b",
        "http://localhost:3000/",
    ] {
        let site = Url::parse(site).expect("an address");
        let to = site.join(path.as_str()).expect("a path");
        assert_eq!(to.origin(), site.origin(), "{path:?}");
        assert_eq!((to.username(), to.password()), ("", None));
        // Resolved once more, as by a server that redirects to what it was asked for.
        let again = site.join(to.path()).expect("a path");
        assert_eq!(again.origin(), site.origin(), "{path:?}");
    }
});
