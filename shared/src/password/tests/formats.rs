//! Right, wrong and malformed, in every format.

use super::*;
use crate::token::OsRandom;

/// Threats: N10, ASVS-11.4.2, ASVS-6.2.8
#[test]
fn a_password_verifies_and_another_does_not() {
    let passwords = Passwords::new();
    let hash = passwords.hash(PASSWORD.as_bytes(), &OsRandom).unwrap();

    assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(passwords.verify(Some(&hash), PASSWORD.as_bytes()), Ok(true));
    for wrong in ["", "correct horse", "correct hörse "] {
        assert_eq!(passwords.verify(Some(&hash), wrong.as_bytes()), Ok(false));
    }
}

#[test]
fn every_format_verifies_what_its_own_program_made() {
    for (format, hash) in HASHES {
        assert!(import_hash(hash).is_ok(), "{format}");
        assert_eq!(verify(hash, PASSWORD), Ok(true), "{format}");
        for wrong in ["", "correct horse", "correct hörse ", "Correct hörse"] {
            assert_eq!(verify(hash, wrong), Ok(false), "{format}: {wrong:?}");
        }
        let too_long = vec![b'a'; MAX_PASSWORD_BYTES + 1];
        assert_eq!(verify(hash, too_long), Ok(false), "{format}");
    }
}

#[test]
fn the_documentation_s_own_examples_verify() {
    for (hash, password) in [
        // phc-winner-argon2, src/test.c
        (
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "password",
        ),
        // crypt_blowfish, wrapper.c
        (
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
            "U*U",
        ),
        (
            "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy",
            "",
        ),
        // crypt(3) of glibc 2.36; also test vectors of "Unix crypt using SHA-256 and SHA-512"
        (
            "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
            "Hello world!",
        ),
        (
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
            "Hello world!",
        ),
    ] {
        assert_eq!(verify(hash, password), Ok(true), "{hash}");
    }
}

#[test]
fn firebase_s_own_example_verifies_and_its_signer_key_is_not_kept() {
    // README of github.com/firebase/scrypt.
    let signer_key =
        "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";
    let hash =
        "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==";
    let project = FirebaseProject::new(signer_key, "Bw==", 8, 14).unwrap();

    let stored = project.stored(hash, "42xEC+ixf3L2lw==").unwrap();

    assert!(stored.starts_with("$firebase-scrypt$ln=14,r=8,p=1$42xEC+ixf3L2lwc$"));
    assert!(!stored.contains("jxspr8Ki0RYy"));
    assert_eq!(verify(&stored, "user1password"), Ok(true));
    assert_eq!(verify(&stored, "user2password"), Ok(false));
    // The same hash as the web-safe alphabet writes it.
    let web_safe = hash.replace('+', "-").replace('/', "_");
    assert_eq!(project.stored(&web_safe, "42xEC-ixf3L2lw"), Ok(stored));
    assert!(project.stored(&hash[..40], "42xEC+ixf3L2lw==").is_err());
    assert!(FirebaseProject::new("jxsp", "Bw==", 8, 14).is_err());
    assert!(!format!("{project:?}").contains("signer"));
}

/// Threats: E1
#[test]
fn nobodys_password_is_always_wrong() {
    assert_eq!(Passwords::new().verify(None, b""), Ok(false));
}

#[test]
fn a_password_that_is_too_long_is_wrong_even_if_its_stored_hash_is_of_nothing() {
    let passwords = Passwords::new();
    let empty = passwords.hash(b"", &OsRandom).unwrap();
    let too_long = [b'a'; MAX_PASSWORD_BYTES + 1];

    assert_eq!(passwords.verify(Some(&empty), &too_long), Ok(false));
    // Made with Python's bcrypt for no password at all.
    let empty = "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq";
    assert_eq!(verify(empty, ""), Ok(true));
    assert_eq!(verify(empty, too_long), Ok(false));
}

/// Threats: N8
#[test]
fn bcrypt_looks_at_72_bytes_as_typed() {
    // Made with Python's bcrypt for 71 and 72 times "a".
    let of_71 = "$2b$04$abcdefghijklmnopqrstuuMCu.k1vM/ywQwiONaEn3oEMlZoCVBd6";
    let of_72 = "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";
    let a = |times| "a".repeat(times);

    assert_eq!(verify(of_71, a(71)), Ok(true));
    assert_eq!(verify(of_71, a(72)), Ok(false));
    assert_eq!(verify(of_72, a(72)), Ok(true));
    assert_eq!(verify(of_72, a(71)), Ok(false));
    assert_eq!(verify(of_72, format!("{}, and more", a(72))), Ok(true));
}

#[test]
fn a_c_string_s_end_cannot_be_typed() {
    let of_nothing = "$2b$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq";
    assert_eq!(verify(of_nothing, "\0"), Ok(false));

    let twice = format!("{PASSWORD}\0{PASSWORD}");
    for (format, hash) in HASHES {
        assert_eq!(verify(hash, &twice), Ok(false), "{format}");
    }
}

#[test]
fn a_hash_that_is_cut_or_lengthened_anywhere_is_refused() {
    for (format, hash) in HASHES {
        for end in 0..hash.len() {
            let cut = &hash[..end];
            let still_known = match PasswordScheme::parse(cut) {
                // An argon2 hash of another length is one, of something else.
                Ok(_) => verify(cut, PASSWORD) == Ok(false),
                Err(_) => true,
            };
            assert!(still_known, "{format}: {cut}");
        }
        for longer in [format!("{hash}$"), format!("{hash}\n"), format!(" {hash}")] {
            assert!(PasswordScheme::parse(&longer).is_err(), "{longer:?}");
        }
    }
}

#[test]
fn what_is_no_hash_or_not_taken_says_why() {
    let reason = |text: &str| PasswordScheme::parse(text).unwrap_err().to_string();
    for unknown in [
        "",
        "$",
        "plain",
        "password1",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$7$C6..../....SodiumChloride$kBGj9fHznVYFQMEn/qDCfrDevf9YDtcDdKvEqHJLV8D",
        "{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3",
        "$2$04$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
        "pbkdf2_md5$1000$seasalt$6lTPl3ULAbP65rYxBhCDx6v5h8VizL7zsdlFFZ3nbUk=",
        "hörse",
    ] {
        assert_eq!(reason(unknown), "unknown password hash format", "{unknown}");
    }
    for (known, part) in [
        (
            "$2x$04$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
            "faulty",
        ),
        (
            "$argon2d$v=19$m=512,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$4fCL8GJhWg8FnvwgEjCYFrHXoPolv4QRrH+vFpxRNyY",
            "not made for passwords",
        ),
        ("$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/", "too weak"),
    ] {
        assert!(reason(known).contains(part), "{}", reason(known));
    }
}

#[test]
fn a_hash_that_is_out_of_form_is_malformed() {
    for bad in [
        "$argon2id$v=19$m=1024,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg",
        "$argon2id$v=18$m=1024,t=2,p=2$MDEyMzQ1Njc4OWFiY2RlZg$blzTlTeyMpo9wum4SFnhvVTFdxV8hCAuAFni9t/gfeQ",
        "$argon2id$v=19$m=1024,t=2,p=2,x=1$MDEyMzQ1Njc4OWFiY2RlZg$blzTlTeyMpo9wum4SFnhvVTFdxV8hCAuAFni9t/gfeQ",
        "$2b$4$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqqa",
        "$2b$03$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
        "$2b$+4$abcdefghijklmnopqrstuu6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
        "$2b$04$abcdefghijklmnopqrst-u6hXClE3y3ppxadbz1kXCSyMGvbkYXqq",
        "$scrypt$ln=10,p=1,r=8$MDEyMzQ1Njc4OWFiY2RlZg$R8fvhS6U4T4J1+YiTSAayY8u9jMzEsmN3W7NSdsWGqE",
        "$scrypt$ln=10,r=8,p=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$R8fvhS6U4T4J1+YiTSAayY8u9jMzEsmN3W7NSdsWGqE",
        "$scrypt$ln=10,r=0,p=1$MDEyMzQ1Njc4OWFiY2RlZg$R8fvhS6U4T4J1+YiTSAayY8u9jMzEsmN3W7NSdsWGqE",
        "$pbkdf2-sha256$0$MDEyMzQ1Njc4OWFiY2RlZg$KzxoRAt5R9Jp9VE2goVkeCi95Oa13fPVSRGbJKxLHH0",
        "$pbkdf2-sha256$01000$MDEyMzQ1Njc4OWFiY2RlZg$KzxoRAt5R9Jp9VE2goVkeCi95Oa13fPVSRGbJKxLHH0",
        "$pbkdf2-sha256$i=1000,l=31$MDEyMzQ1Njc4OWFiY2RlZg$KzxoRAt5R9Jp9VE2goVkeCi95Oa13fPVSRGbJKxLHH0",
        "pbkdf2_sha256$1000$$6lTPl3ULAbP65rYxBhCDx6v5h8VizL7zsdlFFZ3nbUk=",
        "pbkdf2_sha256$-1$seasalt$6lTPl3ULAbP65rYxBhCDx6v5h8VizL7zsdlFFZ3nbUk=",
        "AQAAAAMAAAPoAAAAEDAxMjM0NTY3ODlhYmNkZWZD7LCrvQwIWG9nqc5KWSrARdwtiYqfl1EjFEPc4Zwfxw==",
        "AQAAAAEAAAPo/////zAxMjM0NTY3ODlhYmNkZWYrPGhEC3lH0mn1UTaChWR4KL3k5rXd89VJEZskrEscfQ==",
        "$5$rounds=999$saltstring$O9fs4p7n666j38ECYVW8HLEX5w8NyT3oFvmbBMgowo7",
        "$5$round=1000$saltstring$O9fs4p7n666j38ECYVW8HLEX5w8NyT3oFvmbBMgowo7",
        "$5$saltsaltsaltsalt1$O9fs4p7n666j38ECYVW8HLEX5w8NyT3oFvmbBMgowo7",
        "$6$saltstring$O9fs4p7n666j38ECYVW8HLEX5w8NyT3oFvmbBMgowo7",
        "$firebase-scrypt$ln=14,r=8,p=1$42xEC+ixf3L2lwc$AAAA",
    ] {
        let refused = PasswordScheme::parse(bad).unwrap_err();
        assert!(
            matches!(refused, HashRefused::Malformed(_)),
            "{bad}: {refused}"
        );
        assert!(verify(bad, PASSWORD).is_err(), "an error, not a no: {bad}");
    }
}
