//! The site's own colour, and what follows from it: text on it, and text in it, that people can read.

use std::{fmt, str::FromStr};

/// A colour, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// What text must have against what is behind it (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;
/// What a button must have against what is around it, so that it is seen as one (1.4.11).
const VISIBLE: f64 = 3.0;
/// The same where a site's own colour is light: its text is black, which is enough to see it by.
const APART: f64 = 1.25;

const BLACK: Colour = Colour([0; 3]);
const WHITE: Colour = Colour([255; 3]);
/// What the pages are painted on, light and dark: `--paper` and `--card` in `style.css`.
const LIGHT: [Colour; 2] = [Colour([0xf5, 0xf6, 0xf8]), WHITE];
const DARK: [Colour; 2] = [Colour([0x11, 0x13, 0x17]), Colour([0x1b, 0x1e, 0x24])];

/// The custom properties of one scheme.
struct Scheme {
    fill: Colour,
    text: Colour,
}

impl Colour {
    /// The colour of a site that chose none.
    pub const DEFAULT: Self = Self([0x2b, 0x57, 0xc9]);

    /// The first lines of the style sheet: this colour where it fills a button, and as dark or as
    /// light as it has to be where it is text.
    pub(super) fn css(self) -> String {
        let light = Scheme {
            fill: self.until(LIGHT, APART, BLACK),
            text: self.until(LIGHT, READABLE, BLACK),
        };
        let dark = Scheme {
            fill: self.until(DARK, VISIBLE, WHITE),
            text: self.until(DARK, READABLE, WHITE),
        };
        format!(
            ":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        )
    }

    /// The colour of a button on white, and of the text on it: for letters, which have no style sheet.
    pub(crate) fn button(self) -> [Self; 2] {
        let fill = self.until(LIGHT, APART, BLACK);
        [fill, fill.text_on()]
    }

    /// The digits alone, for a file's name.
    pub(super) fn digits(self) -> String {
        self.to_string().replace('#', "")
    }

    /// Mixed with `end` until it stands out from every ground.
    fn until(self, grounds: [Self; 2], contrast: f64, end: Self) -> Self {
        (0..=20)
            .map(|step| self.mixed(end, f64::from(step) / 20.0))
            .find(|colour| {
                let contrasts = grounds.iter().map(|ground| colour.contrast(*ground));
                contrasts.fold(f64::INFINITY, f64::min) >= contrast
            })
            .unwrap_or(end)
    }

    fn mixed(self, other: Self, share: f64) -> Self {
        let mut mixed = self.0;
        for (mine, theirs) in mixed.iter_mut().zip(other.0) {
            *mine = rounded(f64::from(*mine) * (1.0 - share) + f64::from(theirs) * share);
        }
        Self(mixed)
    }

    /// White on dark colours, black on light ones.
    fn text_on(self) -> Self {
        if self.contrast(WHITE) >= READABLE {
            WHITE
        } else {
            BLACK
        }
    }

    /// Contrast ratio (WCAG 2.2).
    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(other) / one.min(other)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a mean of two bytes is a byte"
)]
fn rounded(value: f64) -> u8 {
    value.round() as u8
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (fill, on_fill, text) = (self.fill, self.fill.text_on(), self.text);
        write!(f, "--fill: {fill}; --on-fill: {on_fill}; --accent: {text};")
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "must be a colour like #2b57c9";
        let digits = text.strip_prefix('#').ok_or(wrong)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| wrong)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_what_the_guidelines_say() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        let grey: Colour = "#767676".parse().unwrap();
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.005);
    }

    #[test]
    fn whatever_colour_a_site_has_its_text_can_be_read() {
        let steps = [0x00, 0x33, 0x66, 0x99, 0xcc, 0xff];
        for red in steps {
            for green in steps {
                for blue in steps {
                    let colour = Colour([red, green, blue]);

                    for (grounds, end) in [(LIGHT, BLACK), (DARK, WHITE)] {
                        let text = colour.until(grounds, READABLE, end);
                        for ground in grounds {
                            assert!(text.contrast(ground) >= READABLE, "{colour}");
                        }
                    }
                    for fill in [
                        colour.until(LIGHT, APART, BLACK),
                        colour.until(DARK, VISIBLE, WHITE),
                    ] {
                        assert!(fill.contrast(fill.text_on()) >= READABLE, "{colour}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_colour_that_can_be_read_stays_as_it_is() {
        let css = Colour::DEFAULT.css();

        assert!(
            css.starts_with(":root { --fill: #2b57c9; --on-fill: #ffffff; --accent: #2b57c9; }")
        );
    }

    /// The style sheet has the grounds that the contrasts are computed against.
    #[test]
    fn the_grounds_are_those_of_the_style_sheet() {
        let sheet = include_str!("style.css");

        for [paper, card] in [LIGHT, DARK] {
            assert!(sheet.contains(&format!("--paper: {paper};\n")));
            assert!(sheet.contains(&format!("--card: {card};\n")));
        }
    }
}
