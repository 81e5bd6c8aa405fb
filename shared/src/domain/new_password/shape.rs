//! What a password is made of: runs, repetitions, and what is known of its owner.

use super::Known;

/// The shortest piece that is worth something although it is repeated, in characters.
const MIN_UNIT: usize = 8;
/// The shortest word of the customer's or the site's that is looked for.
const MIN_WORD: usize = 4;
/// How much must be left when those words are taken out.
const MIN_OF_ONES_OWN: usize = 8;
/// Ways along the keys, in the order in which they are pressed.
const WALKS: [&str; 4] = [
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "1q2w3e4r5t6y7u8i9o0p-[=]",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
];

/// The piece of which this is two or more, the last perhaps not whole.
pub(super) fn unit(text: &[char]) -> Option<&[char]> {
    (1..=text.len() / 2)
        .find(|&len| text[len..].iter().eq(text[..text.len() - len].iter()))
        .map(|len| &text[..len])
}

/// Whether each character follows the one before it, up or down, or is the same. Nothing is a run.
pub(super) fn is_run(text: &[char]) -> bool {
    [1, -1, 0].into_iter().any(|step| {
        text.windows(2)
            .all(|pair| distance(pair[0], pair[1]) == step || is_around_zero(pair, step))
    })
}

fn distance(from: char, to: char) -> i64 {
    i64::from(u32::from(to)) - i64::from(u32::from(from))
}

/// Digits go on at their ends: 8 9 0 1, 1 0 9 8.
fn is_around_zero(pair: &[char], step: i64) -> bool {
    (step == 1 && pair == ['9', '0']) || (step == -1 && pair == ['0', '9'])
}

/// Whether it repeats something short, counts, or follows the keys.
pub(super) fn is_predictable(folded: &[char]) -> bool {
    if is_run(folded) || unit(folded).is_some_and(|unit| unit.len() < MIN_UNIT) {
        return true;
    }
    let (there, back): (String, String) = (folded.iter().collect(), folded.iter().rev().collect());
    WALKS
        .iter()
        .any(|walk| walk.contains(&there) || walk.contains(&back))
}

/// Whether too little is left of its letters and digits without what is known of the customer.
pub(super) fn is_personal(folded: &[char], known: &Known<'_>) -> bool {
    let mut rest: String = folded.iter().filter(|c| c.is_alphanumeric()).collect();
    let whole = rest.len();
    for word in words(known) {
        rest = rest.replace(&word, " ");
    }
    let left = rest.chars().filter(|c| *c != ' ').count();
    rest.len() < whole && left < MIN_OF_ONES_OWN
}

/// What is known, whole and in parts, longest first.
fn words(known: &Known<'_>) -> Vec<String> {
    let email = known.email.map_or("", |email| email.as_str());
    let name = known.name.map_or("", |name| name.as_str());
    let (local, _) = email.split_once('@').unwrap_or_default();
    let mut words = Vec::new();
    for text in [known.host, email, local, name] {
        let text = text.to_lowercase();
        let parts = text.split(|c: char| !c.is_alphanumeric());
        words.extend(parts.map(str::to_owned));
        words.push(text.chars().filter(|c| c.is_alphanumeric()).collect());
    }
    words.retain(|word| word.chars().count() >= MIN_WORD);
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}
