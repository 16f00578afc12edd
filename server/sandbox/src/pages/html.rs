//! Markup put together from our own pieces and from texts, which are escaped.

/// A piece of a document that is safe to send.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Html(String);

/// Builds a piece.
pub(crate) fn html(build: impl FnOnce(&mut Html)) -> Html {
    let mut piece = Html::default();
    build(&mut piece);
    piece
}

impl Html {
    /// Our own markup. The type keeps everything else out.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text, also within an attribute's double quotes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    pub(crate) fn add(&mut self, piece: &Self) -> &mut Self {
        self.0.push_str(&piece.0);
        self
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_never_becomes_markup() {
        let piece = html(|piece| {
            piece.raw("<p title=\"").text("\"><script>alert('&')</script>").raw("\">");
        });
        let escaped = "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;\">";
        assert_eq!(piece.into_string(), escaped);
    }
}
