//! Files that pages refer to, named by their content: what is cached never needs asking again. The
//! site's colour is part of the name, so that any function knows it and none has to keep a file.

use super::Colour;

/// A file as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its media type.
    pub content_type: &'static str,
    /// Its text.
    pub body: String,
}

/// The colour of the icon as it is drawn.
const DRAWN_IN: &str = "#2b57c9";
const DIRECTORY: &str = "/auth/assets/";
const STYLE: &str = include_str!("style.css");
const ICON: &str = include_str!("icon.svg");

const STYLE_MARK: u64 = mark(STYLE);
const ICON_MARK: u64 = mark(ICON);

/// Where the one style sheet is served.
pub(super) fn style_path(accent: Colour) -> String {
    path("style", STYLE_MARK, accent, "css")
}

/// Where the icon in the browser's tab is served.
pub(super) fn icon_path(accent: Colour) -> String {
    path("icon", ICON_MARK, accent, "svg")
}

fn path(stem: &str, mark: u64, accent: Colour, extension: &str) -> String {
    let accent = accent.digits();
    format!("{DIRECTORY}{stem}.{mark:016x}.{accent}.{extension}")
}

/// What tells one content from another in a name: FNV-1a, computed by the compiler, so that a
/// function that only refers to a file does not carry it.
const fn mark(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut mark: u64 = 0xcbf2_9ce4_8422_2325;
    let mut place = 0;
    while place < bytes.len() {
        mark = (mark ^ bytes[place] as u64).wrapping_mul(0x0100_0000_01b3);
        place += 1;
    }
    mark
}

impl Asset {
    /// The asset with this name; of another colour too, for a page from before the site changed its.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let accent = name.split('.').nth(2)?;
        let accent: Colour = format!("#{accent}").parse().ok()?;
        let is = |path: String| path.strip_prefix(DIRECTORY) == Some(name);
        if is(style_path(accent)) {
            return Some(Self {
                content_type: "text/css; charset=utf-8",
                body: format!("{}{STYLE}", accent.css()),
            });
        }
        if is(icon_path(accent)) {
            return Some(Self {
                content_type: "image/svg+xml",
                body: ICON.replace(DRAWN_IN, &accent.to_string()),
            });
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str) -> Option<Asset> {
        Asset::find(path.strip_prefix("/auth/assets/")?)
    }

    #[test]
    fn an_asset_is_found_by_its_whole_name_only() {
        let path = style_path(Colour::DEFAULT);

        assert!(find(&path).unwrap().body.ends_with(STYLE));
        for bad in [
            "/auth/assets/style.css",
            "/auth/assets/../style.css",
            "/auth/assets/",
            &path.replace("style", "icon"),
            &path.replace(".css", ".svg"),
            &path.replace(".css", ".css.css"),
            &path.replace("2b57c9", "red"),
        ] {
            assert_eq!(find(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_site_s_colour_is_in_its_style_and_its_icon() {
        let accent: Colour = "#8a1c3b".parse().unwrap();

        let style = find(&style_path(accent)).unwrap().body;
        assert!(style.starts_with(":root { --fill: #8a1c3b;"));
        let icon = find(&icon_path(accent)).unwrap().body;
        assert!(icon.contains("#8a1c3b") && !icon.contains(DRAWN_IN));
        assert!(ICON.contains(DRAWN_IN));
    }
}
