//! A letter as plain text.

use kernel::Lang;

use super::{Good, Part, Sheet, one_line};
use crate::words::total_word;

impl Sheet {
    /// The letter as text. What a person typed stays in its line.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let mut blocks = vec![one_line(&self.title)];
        blocks.extend(self.parts.iter().map(|part| block(part, lang)));
        let shop = [lang.pick("한벌", "Hanbeol").to_owned(), one_line(&self.shop)];
        let imprint = self.imprint.iter().map(|line| one_line(line));
        let signature: Vec<_> = shop.into_iter().chain(imprint).collect();
        blocks.push(format!("-- \n{}", signature.join("\n")));
        blocks.join("\n\n") + "\n"
    }
}

fn block(part: &Part, lang: Lang) -> String {
    match part {
        Part::Say(text) | Part::Aside(text) => one_line(text),
        Part::Facts(facts) => {
            let lines = facts.iter().map(|(name, value)| format!("{}: {}", one_line(name), one_line(value)));
            lines.collect::<Vec<_>>().join("\n")
        }
        Part::Goods { goods, beside, total } => {
            let good = |Good { name, which, amount }: &Good| {
                format!("{}\n  {}  {}", one_line(name), one_line(which), amount.text(lang))
            };
            let sum = |name: &str, amount: &kernel::Money| format!("{name}  {}", amount.text(lang));
            let goods = goods.iter().map(good);
            let beside = beside.iter().map(|(name, amount)| sum(&one_line(name), amount));
            goods.chain(beside).chain([sum(total_word(lang), total)]).collect::<Vec<_>>().join("\n")
        }
        Part::Go { label, link } => format!("{}\n{}", one_line(label), one_line(link)),
    }
}
