//! Both sides of each rule.

use super::*;

fn known<'a>(email: &'a EmailAddress, name: &'a PersonName) -> Known<'a> {
    Known {
        host: "shop.example",
        email: Some(email),
        name: Some(name),
    }
}

fn parse(text: &str, min_chars: usize) -> Result<NewPassword, PasswordRefused> {
    let email = EmailAddress::parse("ada.king@mail.example").unwrap();
    let name = PersonName::parse("Augusta Ada Lovelace").unwrap();
    NewPassword::parse(text, min_chars, &known(&email, &name))
}

fn refusal(text: &str) -> Option<PasswordRefused> {
    parse(text, NewPassword::MIN_CHARS).err()
}

/// Threats: N1, N2, N8, ASVS-6.2.1, ASVS-6.2.9
#[test]
fn length_is_counted_in_characters_and_bounded_in_bytes() {
    let short = Some(PasswordRefused::TooShort { min_chars: 15 });

    assert_eq!(refusal(""), short);
    assert_eq!(refusal("vierzehn Öffel"), short, "14 characters, 15 bytes");
    assert_eq!(refusal("fünfzehn Öffeln"), None);
    assert_eq!(refusal("🦊🐙🦉🐝🦔🐢🦩🐬🦚🐌🦜🐿🦎🐡🦢"), None);
    let of = |len: usize| -> String {
        let mixed = (b'!'..=b'~').cycle().step_by(7).map(char::from);
        mixed.take(len).collect()
    };
    assert_eq!(refusal(&of(64)), None);
    assert_eq!(refusal(&of(NewPassword::MAX_BYTES)), None);
    assert_eq!(
        refusal(&of(NewPassword::MAX_BYTES + 1)),
        Some(PasswordRefused::TooLong)
    );
    assert!(parse("jW3!kd0q", 8).is_ok(), "a site may take eight");
    assert!(parse("jW3!kd0", 8).is_err());
}

/// Threats: N2, N3, ASVS-6.2.5
#[test]
fn every_character_is_taken_and_none_is_asked_for() {
    for fine in [
        "correct horse battery staple",
        "          x    y        z ",
        "dreißig weiße wölfe",
        "пятнадцать знаков",
        "何か十五文字以上の合言葉ですよね",
        "tab\tand\u{0}nul\nand newline",
        "8402 6193 7758 0214",
        "ONLYUPPERCASELETTERSHERE",
    ] {
        assert_eq!(refusal(fine), None, "{fine}");
    }
}

/// Threats: N5, ASVS-6.2.4, ASVS-6.2.12
#[test]
fn what_is_tried_first_is_refused_and_so_is_little_more_than_that() {
    for common in [
        "1q2w3e4r5t6y7u8i",
        "PasswordPassword",
        "passwordpasswordpass",
        "Password1234567",
        "123456password!",
        "iloveyouiloveyou",
        "p@ssw0rd!!!!!!!",
        "monkey123456789",
        "!!!!!!!!!dragon",
    ] {
        assert_eq!(refusal(common), Some(PasswordRefused::Common), "{common}");
    }
    for fine in [
        "monkey 4839 2817",
        "my dragon eats paper",
        "password is not my thing",
    ] {
        assert_eq!(refusal(fine), None, "{fine}");
    }
}

/// Threats: N5
#[test]
fn what_anybody_would_continue_is_refused() {
    for predictable in [
        "aaaaaaaaaaaaaaaa",
        "               ",
        "abcdefghijklmnop",
        "9876543210987654",
        "789012345678901",
        "abcabcabcabcabcab",
        "x9Lp2x9Lp2x9Lp2x9L",
        "asdfghjklzxcvbnm",
        "mnbvcxzlkjhgfdsa",
    ] {
        assert_eq!(
            refusal(predictable),
            Some(PasswordRefused::Predictable),
            "{predictable}"
        );
    }
    assert_eq!(refusal("two left shoes, two left shoes"), None);
}

/// Threats: N5
#[test]
fn what_is_known_of_the_customer_and_the_site_is_refused() {
    for personal in [
        "ada.king@mail.example",
        "adaking-adaking-2026",
        "Augusta Lovelace",
        "lovelace augusta!!",
        "AugustaAdaLovelace1815",
        "www.shop.example",
        "ShopExample2026!",
        "Example-Lovelace",
    ] {
        assert_eq!(
            refusal(personal),
            Some(PasswordRefused::Personal),
            "{personal}"
        );
    }
    assert_eq!(refusal("the shop beside the church"), None);
    assert_eq!(refusal("lovelace among the engines"), None);
}

#[test]
fn a_new_password_does_not_show_itself_and_is_what_was_typed() {
    let password = parse("  two blanks around  ", 15).unwrap();

    assert_eq!(format!("{password:?}"), "NewPassword(…)");
    assert_eq!(password.expose_bytes(), b"  two blanks around  ");
}
