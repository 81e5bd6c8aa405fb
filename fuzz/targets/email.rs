//! An e-mail address of any text: refused, or compared by a form that is one address only.
#![no_main]

use accounts::domain::EmailAddress;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(address) = EmailAddress::parse(text) else {
        return;
    };
    let normalised = address.normalised().as_str();
    assert!(normalised.is_ascii() && normalised.len() <= EmailAddress::MAX_LEN);
    assert_eq!(normalised.matches('@').count(), 1, "{normalised}");
    assert!(
        !normalised
            .bytes()
            .any(|b| b.is_ascii_uppercase() || !b.is_ascii_graphic())
    );
    // It is the key of a claim: read from there, it must be the same.
    let again = EmailAddress::parse(normalised).expect("what was normalised is an address");
    assert_eq!(again.normalised(), address.normalised());
    // It is kept as typed beside it.
    let typed = EmailAddress::parse(address.as_str()).expect("what was typed is an address");
    assert_eq!(typed, address);
    assert_eq!(typed.as_str(), text.trim());
    // ASCII case makes no difference; nothing else than it and the domain's mapping does.
    let (local, _) = normalised.split_once('@').expect("one @");
    let (typed_local, _) = address.as_str().split_once('@').expect("one @");
    assert!(local.eq_ignore_ascii_case(typed_local));
    let shouted = EmailAddress::parse(&text.to_ascii_uppercase()).expect("case is no reason");
    assert_eq!(shouted.normalised(), address.normalised());
    // What a page shows hides all but the first character before the @.
    let masked = address.masked();
    assert!(masked.chars().skip(1).take(3).all(|c| c == '•'), "{masked}");
});
