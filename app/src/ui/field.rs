//! Form fields with their labels, hints and errors wired together, and the summary that leads to each error.

use kernel::Lang;
use leptos::prelude::*;

/// One line of text to fill in. Its name is its id, unless several of the name stand on a page.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into, optional)] id: String,
    #[prop(into)] label: String,
    /// What was typed before.
    #[prop(into, optional)]
    value: String,
    /// How to put it right, if it was refused.
    #[prop(optional_no_strip)]
    error: Option<&'static str>,
    #[prop(into, optional)] hint: String,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// The autofill token: `email`, `address-line1`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The keyboard of a phone: `numeric`.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// The input's classes.
    #[prop(default = "in")]
    class: &'static str,
) -> impl IntoView {
    let id = if id.is_empty() { name.to_owned() } else { id };
    let described = described_by(&id, !hint.is_empty(), error.is_some());
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class=class
                id=id.clone()
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                aria-describedby=described
                aria-invalid=error.map(|_| "true")
            />
            {(!hint.is_empty()).then(|| view! { <span class="hint" id=format!("{id}-hint")>{hint}</span> })}
            {error.map(|text| view! { <FieldError name=id text /> })}
        </div>
    }
}

/// Several lines of text to fill in. Its name is its id.
#[component]
pub fn TextArea(
    name: &'static str,
    #[prop(into)] label: String,
    /// What was typed before.
    #[prop(into, optional)]
    value: String,
    /// How to put it right, if it was refused.
    #[prop(optional_no_strip)]
    error: Option<&'static str>,
    #[prop(into, optional)] hint: String,
    /// An example of what is wanted.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    #[prop(default = 3)] rows: u32,
    /// The most characters that a browser lets in.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// The box's classes.
    #[prop(default = "in")]
    class: &'static str,
) -> impl IntoView {
    let described = described_by(name, !hint.is_empty(), error.is_some());
    // A box takes its first line break for none, and an empty text of a view would be a space.
    let inside = format!("\n{}", super::escaped(&value));
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <span class="hint" id=format!("{name}-hint")>{hint}</span> })}
            <textarea
                class=class
                id=name
                name=name
                rows=rows
                maxlength=maxlength
                placeholder=placeholder
                autocomplete="off"
                aria-describedby=described
                aria-invalid=error.map(|_| "true")
                inner_html=inside
            ></textarea>
            {error.map(|text| view! { <FieldError name text /> })}
        </div>
    }
}

/// What is wrong with a field and how to put it right.
#[component]
pub fn FieldError(#[prop(into)] name: String, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class="err" id=format!("{name}-error")>{text}</span> }
}

/// The ids that describe a field, for `aria-describedby`.
#[must_use]
pub fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (true, true) => Some(format!("{name}-hint {name}-error")),
    }
}

/// All that was refused, on top of the form: it takes the focus, counts, and leads to each field.
#[component]
pub fn ErrorSummary<N, T>(
    lang: Lang,
    /// The field's id, which is its name where one of the name stands on the page, and the remedy.
    errors: Vec<(N, T)>,
) -> impl IntoView
where
    N: std::fmt::Display + 'static,
    T: Into<String> + 'static,
{
    let heading = fix_text(lang, errors.len());
    let items: Vec<_> = errors
        .into_iter()
        .map(|(name, text)| view! { <li><a href=format!("#{name}")>{text.into()}</a></li> })
        .collect();
    view! {
        <section class="sum" tabindex="-1" autofocus=true aria-labelledby="errors">
            <h2 id="errors">{heading}</h2>
            <ul>{items}</ul>
        </section>
    }
}

/// `두 가지만 고쳐 주세요`, `Fix two things`.
fn fix_text(lang: Lang, count: usize) -> String {
    match lang {
        Lang::Ko => format!("{} 가지만 고쳐 주세요", count_text(lang, count)),
        Lang::En if count == 1 => "Fix one thing".to_owned(),
        Lang::En => format!("Fix {} things", count_text(lang, count)),
    }
}

/// A small number in words, as it stands before what it counts: `두 (벌)`, `two`. In figures beyond ten, in Korean beyond
/// ninety-nine, as far as its own numerals go.
#[must_use]
pub fn count_text(lang: Lang, count: usize) -> String {
    const EN: [&str; 11] =
        ["0", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let words = match lang {
        Lang::Ko => native(count),
        Lang::En => EN.get(count).map(|word| (*word).to_owned()),
    };
    words.unwrap_or_else(|| count.to_string())
}

/// `한`, `열두`, `스무`, `스물한`: one to ninety-nine.
fn native(count: usize) -> Option<String> {
    const ONES: [&str; 10] = ["", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"];
    const TENS: [&str; 10] = ["", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"];
    match count {
        0 => None,
        20 => Some("스무".to_owned()),
        _ => Some(format!("{}{}", TENS.get(count / 10)?, ONES.get(count % 10)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_as_people_do() {
        assert_eq!(fix_text(Lang::Ko, 2), "두 가지만 고쳐 주세요");
        assert_eq!(fix_text(Lang::En, 1), "Fix one thing");
        assert_eq!(count_text(Lang::En, 0), "0");
        assert_eq!(fix_text(Lang::Ko, 13), "열세 가지만 고쳐 주세요");
        let ko = [10, 11, 20, 21, 99, 100].map(|count| count_text(Lang::Ko, count));
        assert_eq!(ko, ["열", "열한", "스무", "스물한", "아흔아홉", "100"]);
        assert_eq!(count_text(Lang::En, 11), "11");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_box_holds_what_was_typed_and_nothing_else() {
        let inside = |value: &str| {
            let html = view! { <TextArea name="note" label="메모" value /> }.to_html();
            let (_, rest) = html.split_once("<textarea").expect("a box");
            let (_, rest) = rest.split_once('>').expect("it begins");
            rest.split_once("</textarea>").expect("it ends").0.to_owned()
        };
        assert_eq!(inside(""), "\n");
        assert_eq!(inside("\na\n</textarea>&"), "\n\na\n&lt;/textarea>&amp;");
    }

    #[test]
    fn a_field_is_described_by_what_stands_under_it() {
        assert_eq!(described_by("email", false, false), None);
        assert_eq!(described_by("email", true, true).as_deref(), Some("email-hint email-error"));
    }
}
