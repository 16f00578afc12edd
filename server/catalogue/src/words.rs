//! The words for the keys: categories, dyes and measures in both languages, in their order on the shelf.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use kernel::Text;
use serde::Deserialize;

/// What the keys are called.
#[derive(Debug, Clone, Deserialize)]
pub struct Words {
    #[serde(deserialize_with = "in_order")]
    pub categories: Vec<(String, Text)>,
    #[serde(deserialize_with = "in_order")]
    pub dyes: Vec<(String, Text)>,
    #[serde(deserialize_with = "in_order")]
    pub measures: Vec<(String, Text)>,
    pub also: Also,
}

/// What people look for when they mean one of ours. Nobody reads it on a page.
#[derive(Debug, Clone, Deserialize)]
pub struct Also {
    /// By dye: 먹 is 검정 to everybody else.
    pub dyes: BTreeMap<String, Vec<String>>,
    /// By the last part of a Korean noun: 팬츠 are 바지.
    pub things: BTreeMap<String, Vec<String>>,
}

/// The words of the shop.
#[must_use]
pub fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        serde_json::from_str(include_str!("../data/words.json")).expect("the words are checked by a test")
    })
}

impl Words {
    /// A category's name; `None` when there is no such category.
    #[must_use]
    pub fn category(&self, key: &str) -> Option<&Text> {
        find(&self.categories, key)
    }

    /// A dye's name, or its key.
    #[must_use]
    pub fn dye(&self, key: &str) -> Text {
        find(&self.dyes, key).cloned().unwrap_or_else(|| Text { ko: key.to_owned(), en: key.to_owned() })
    }

    /// A measure's name, or its key.
    #[must_use]
    pub fn measure(&self, key: &str) -> Text {
        find(&self.measures, key).cloned().unwrap_or_else(|| Text { ko: key.to_owned(), en: key.to_owned() })
    }
}

fn find<'w>(words: &'w [(String, Text)], key: &str) -> Option<&'w Text> {
    words.iter().find(|(known, _)| known == key).map(|(_, text)| text)
}

/// A JSON object as a list in the file's own order.
fn in_order<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<(String, Text)>, D::Error> {
    struct Entries;
    impl<'de> serde::de::Visitor<'de> for Entries {
        type Value = Vec<(String, Text)>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object of texts")
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }
    from.deserialize_map(Entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_can_be_read_and_the_shelf_begins_with_outerwear() {
        assert_eq!(words().categories.len(), 6);
        assert_eq!(words().categories[0].0, "outer");
        assert_eq!(words().dye("sand").ko, "모래");
        assert_eq!(words().dye("no such dye").en, "no such dye");
    }

    #[test]
    fn every_dye_can_be_looked_for_by_an_everyday_word() {
        let also = &words().also.dyes;
        assert!(words().dyes.iter().all(|(key, _)| also.get(key).is_some_and(|words| !words.is_empty())));
        assert!(also.keys().all(|key| words().dyes.iter().any(|(known, _)| known == key)));
    }
}
