//! The first right password renews an imported hash; every password costs one hash of the current
//! form, whatever is stored.

use super::*;
use crate::token::OsRandom;

fn renewed(verified: Verified) -> Option<PasswordHash> {
    match verified {
        Verified::Right { renewed } => renewed,
        Verified::Wrong => panic!("it is right"),
    }
}

/// Threats: ASVS-11.2.2
#[test]
fn a_right_password_comes_back_in_the_current_form_and_verifies_in_it() {
    let passwords = Passwords::new();
    for (format, hash) in HASHES {
        let verified =
            passwords.verify_and_renew(Some(&stored(hash)), PASSWORD.as_bytes(), &OsRandom);

        let renewed = renewed(verified.unwrap()).unwrap_or_else(|| panic!("{format}"));
        assert!(
            renewed
                .expose()
                .starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
        );
        let again = passwords.verify_and_renew(Some(&renewed), PASSWORD.as_bytes(), &OsRandom);
        assert!(matches!(again, Ok(Verified::Right { renewed: None })));
    }
}

#[test]
fn a_wrong_password_renews_nothing() {
    for (format, hash) in HASHES {
        let verified =
            Passwords::cheap().verify_and_renew(Some(&stored(hash)), b"wrong", &OsRandom);
        assert!(matches!(verified, Ok(Verified::Wrong)), "{format}");
    }
    let nobody = Passwords::cheap().verify_and_renew(None, b"", &OsRandom);
    assert!(matches!(nobody, Ok(Verified::Wrong)));
}

#[test]
fn a_password_that_bcrypt_did_not_see_the_end_of_is_right_and_renews_nothing() {
    let of_71 = "$2b$04$abcdefghijklmnopqrstuuMCu.k1vM/ywQwiONaEn3oEMlZoCVBd6";
    let of_72 = "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";
    let renew = |hash, times| {
        let password = vec![b'a'; times];
        renewed(
            Passwords::cheap()
                .verify_and_renew(Some(&stored(hash)), &password, &OsRandom)
                .unwrap(),
        )
    };

    assert!(renew(of_71, 71).is_some());
    assert!(renew(of_72, 72).is_none());
    assert!(renew(of_72, 80).is_none());
}

/// Threats: E2
#[test]
fn every_password_costs_one_hash_of_the_current_form() {
    let passwords = Passwords::cheap();
    let own = passwords.hash(PASSWORD.as_bytes(), &OsRandom).unwrap();
    let all = HASHES.iter().map(|(_, hash)| Some(stored(hash)));
    let too_long = "a".repeat(MAX_PASSWORD_BYTES + 1);

    for hash in all.chain([Some(own), None]) {
        for password in [PASSWORD, "wrong", &too_long] {
            let before = passwords.hashed();
            passwords
                .verify(hash.as_ref(), password.as_bytes())
                .unwrap();
            assert_eq!(passwords.hashed(), before + 1);
            passwords
                .verify_and_renew(hash.as_ref(), password.as_bytes(), &OsRandom)
                .unwrap();
            assert_eq!(passwords.hashed(), before + 2);
        }
    }
}
