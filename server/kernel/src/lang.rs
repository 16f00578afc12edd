//! The two languages of the shop: Korean first, English beside it.

use serde::{Deserialize, Serialize};

/// The language of a page, a mail, a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Ko,
    En,
}

impl Lang {
    /// The one of two texts that this language reads.
    #[must_use]
    pub const fn pick<T: Copy>(self, ko: T, en: T) -> T {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }

    /// The BCP 47 tag: `ko`, `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.pick("ko", "en")
    }

    /// What stands before every path in this language: nothing, or `/en`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        self.pick("", "/en")
    }

    /// A path of the shop in this language: `/mypage` is `/en/mypage` in English.
    #[must_use]
    pub fn path(self, path: &str) -> String {
        match (self, path) {
            (Self::En, "/") => "/en".to_owned(),
            _ => format!("{}{path}", self.prefix()),
        }
    }

    /// The language of a path, and the path without it.
    #[must_use]
    pub fn of_path(path: &str) -> (Self, &str) {
        match path.strip_prefix("/en") {
            Some("") => (Self::En, "/"),
            Some(rest) if rest.starts_with('/') => (Self::En, rest),
            _ => (Self::Ko, path),
        }
    }
}

/// One text in both languages, as the catalogue keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Text {
    pub ko: String,
    pub en: String,
}

impl Text {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.ko, &self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_its_language_come_apart_and_together() {
        for path in ["/", "/mypage", "/english"] {
            for lang in [Lang::Ko, Lang::En] {
                assert_eq!(Lang::of_path(&lang.path(path)), (lang, path));
            }
        }
    }
}
