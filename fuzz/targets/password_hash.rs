//! A password hash of any text, as an import takes it: refused, or one that reads back as it was
//! taken, and is shown nowhere.
#![no_main]

use accounts::password::{PasswordScheme, import_hash};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(hash) = import_hash(text) else {
        // Refused for a reason, which never repeats the hash.
        let refused = PasswordScheme::parse(text).expect_err("refused at import as at sign-in");
        let told = refused.to_string();
        assert!(text.len() < 32 || !told.contains(text), "{told}");
        return;
    };
    assert_eq!(hash.expose(), text);
    assert!(!format!("{hash:?}").contains(text));
    assert!(text.is_ascii() && text.len() <= 512);
});
