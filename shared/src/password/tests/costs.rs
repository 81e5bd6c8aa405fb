//! What would cost a function too much is refused where it is imported.

use super::*;

fn refusal(text: &str) -> Option<HashRefused> {
    PasswordScheme::parse(text).err()
}

fn with(hash: &str, from: &str, to: &str) -> String {
    assert!(hash.contains(from));
    hash.replacen(from, to, 1)
}

fn hash_of(format: &str) -> &'static str {
    let found = HASHES.iter().find(|(name, _)| *name == format);
    found.unwrap().1
}

#[test]
fn each_format_is_taken_up_to_its_bound_and_not_beyond() {
    for (format, from, last, beyond) in [
        ("argon2id", "m=1024,t=2", "m=65536,t=16", "m=65536,t=17"),
        ("bcrypt 2b", "$04$", "$13$", "$14$"),
        ("scrypt", "ln=10,r=8,p=1", "ln=16,r=8,p=4", "ln=16,r=8,p=5"),
        ("pbkdf2-sha1 PHC", "i=1000,", "i=2000000,", "i=2000001,"),
        (
            "pbkdf2-sha256 passlib",
            "$1000$",
            "$2000000$",
            "$4294967295$",
        ),
        ("pbkdf2-sha512 passlib", "$1000$", "$1000000$", "$1000001$"),
        ("pbkdf2-sha256 Django", "$1000$", "$1200000$", "$2000001$"),
        (
            "sha512-crypt",
            "rounds=1000$",
            "rounds=1000000$",
            "rounds=1000001$",
        ),
    ] {
        let hash = hash_of(format);

        assert_eq!(refusal(&with(hash, from, last)), None, "{format}");
        let refused = refusal(&with(hash, from, beyond));
        assert!(matches!(refused, Some(HashRefused::TooSlow(_))), "{format}");
    }
}

#[test]
fn more_than_64_mib_is_refused() {
    for (format, from, to) in [
        ("argon2id", "m=1024,", "m=65537,"),
        ("argon2id", "m=1024,", "m=4294967295,"),
        ("scrypt", "ln=10,r=8", "ln=17,r=8"),
        ("scrypt", "ln=10,r=8", "ln=31,r=4294967295"),
    ] {
        let refused = refusal(&with(hash_of(format), from, to));
        assert!(
            matches!(refused, Some(HashRefused::TooMuchMemory { .. })),
            "{to}: {refused:?}"
        );
    }
    assert!(matches!(
        FirebaseProject::new(&"A".repeat(86), "Bw==", 8, 17),
        Err(HashRefused::TooMuchMemory { .. })
    ));
}

#[test]
fn two_blocks_of_output_cost_twice() {
    let long = data_encoding::BASE64_NOPAD.encode(&[7; 33]);
    let hash =
        |iterations| format!("$pbkdf2-sha256$i={iterations},l=33$MDEyMzQ1Njc4OWFiY2RlZg${long}");

    assert_eq!(refusal(&hash(1_000_000)), None);
    assert_eq!(
        refusal(&hash(1_000_001)),
        Some(HashRefused::TooSlow("PBKDF2"))
    );
}

#[test]
fn a_hash_that_needs_more_memory_than_ours_verifies_and_leaves_ours_working() {
    // argon2-cffi: hash_secret(b"password", b"somesalt", 1, 32768, 1, 32, Type.ID)
    let large = stored(LARGE);
    let passwords = Passwords::new();

    assert_eq!(passwords.verify(Some(&large), b"password"), Ok(true));
    assert_eq!(passwords.verify(Some(&large), b"Password"), Ok(false));
    let own = passwords.hash(b"x", &crate::token::OsRandom).unwrap();
    assert_eq!(passwords.verify(Some(&own), b"x"), Ok(true));
}

const LARGE: &str =
    "$argon2id$v=19$m=32768,t=1,p=1$c29tZXNhbHQ$hishdZjqtBmPxVf7yuAFs1z4CT4GSPlCspAsy059K+s";
