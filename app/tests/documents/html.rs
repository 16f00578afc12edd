//! As much of HTML as the checks ask for: which elements there are, with which attributes, in which order.

/// The start tags of a page.
pub(crate) struct Html<'a> {
    tags: Vec<Tag<'a>>,
}

struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Html<'a> {
    /// Reads what the renderer wrote: lower-case tags, attributes in double quotes, `>` escaped in values or quoted.
    pub(crate) fn parse(html: &'a str) -> Self {
        let mut tags = Vec::new();
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            rest = &rest[start + 1..];
            if rest.starts_with("!--") {
                rest = rest.split_once("-->").map_or("", |(_, after)| after);
            } else if rest.starts_with(|c: char| c.is_ascii_lowercase()) {
                let (tag, after) = Tag::parse(rest);
                tags.push(tag);
                rest = after;
            }
        }
        Self { tags }
    }

    /// The values of an attribute, in the page's order. What stands inside the drawings is theirs.
    pub(crate) fn values(&self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let attributes = self.tags.iter().flat_map(|tag| &tag.attributes);
        attributes.filter(move |(each, _)| *each == name).map(|(_, value)| *value)
    }

    /// The names of all attributes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.tags.iter().flat_map(|tag| &tag.attributes).map(|(name, _)| *name)
    }

    /// The levels of the headings, in the page's order.
    pub(crate) fn headings(&self) -> impl Iterator<Item = u32> {
        self.tags.iter().filter_map(|tag| match tag.name {
            "h1" => Some(1),
            "h2" => Some(2),
            "h3" => Some(3),
            _ => None,
        })
    }
}

impl<'a> Tag<'a> {
    fn parse(text: &'a str) -> (Self, &'a str) {
        let end = text.find([' ', '>', '/']).unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches([' ', '/']);
            let Some(end) = rest.find(['=', '>', ' ', '/']) else { return (Self { name, attributes }, "") };
            let (attribute, after) = rest.split_at(end);
            if attribute.is_empty() {
                return (Self { name, attributes }, after.strip_prefix('>').unwrap_or(after));
            }
            let quoted = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
            let (value, after) = quoted.unwrap_or(("", after));
            attributes.push((attribute, value));
            rest = after;
        }
    }
}

#[test]
fn tags_and_attributes_are_read_as_written() {
    let html =
        Html::parse(r#"<!--a<b>--><p class="x" hidden>1 &lt; 2<input id="a" value="b>c"/></p><h2></h2>"#);
    assert_eq!(html.names().collect::<Vec<_>>(), ["class", "hidden", "id", "value"]);
    assert_eq!(html.values("value").collect::<Vec<_>>(), ["b>c"]);
    assert_eq!(html.headings().collect::<Vec<_>>(), [2]);
}
