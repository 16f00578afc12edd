//! A letter as parts, and its two shapes: plain text and HTML. What a person typed comes in as text and is escaped
//! here, so no template can forget it.

mod html;
mod text;

use kernel::Money;

/// A letter before it has a shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// What the mail program lists.
    pub subject: String,
    /// The first line of it.
    pub title: String,
    pub parts: Vec<Part>,
    /// The shop's first page.
    pub shop: String,
    /// Who sells, line by line.
    pub imprint: Vec<String>,
}

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Say(String),
    /// The same, smaller and paler.
    Aside(String),
    /// Names and what they are.
    Facts(Vec<(String, String)>),
    /// What was ordered, what stands beside it, and the sum.
    Goods { goods: Vec<Good>, beside: Vec<(String, Money)>, total: Money },
    /// The one thing to do: its words and where it leads.
    Go { label: String, link: String },
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Good {
    pub name: String,
    /// Colour, size, how many.
    pub which: String,
    pub amount: Money,
}

impl Sheet {
    /// The subject: one line, whatever went into it. A line break in a header would begin another header.
    #[must_use]
    pub fn subject(&self) -> String {
        one_line(&self.subject)
    }
}

/// A text without line breaks and other controls, each a space.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
