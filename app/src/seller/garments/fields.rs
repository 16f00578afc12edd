//! The fields of a garment's form, each with what was typed, what is wrong with it and, after somebody else's change, what
//! stands there now.

use catalogue::{Typed, Why};
use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;

use super::view::{Again, FormView};
use crate::seller::forms::may;
use crate::ui::field::{FieldError, described_by};

/// A field of the form.
pub(in crate::seller) struct Field {
    /// The id, and what the form calls it: `fields[name_ko]`.
    pub(in crate::seller) name: String,
    pub(super) value: String,
    pub(super) error: Option<String>,
    /// What stands in the garment now, where that is something else.
    pub(super) stands: Option<String>,
    /// Who reads it may not change it.
    locked: bool,
}

impl Field {
    pub(super) fn of(lang: Lang, view: &FormView, name: impl Into<String>) -> Self {
        let stands = view.of.as_ref().map(|of| &of.typed);
        Self::new(lang, name.into(), &view.typed, stands, view.again.as_ref(), remedy)
    }

    /// Of a form in which this was typed, made of what stands there, and shown again for a reason.
    pub(in crate::seller) fn new(
        lang: Lang,
        name: String,
        typed: &Typed,
        stands: Option<&Typed>,
        again: Option<&Again>,
        remedy: fn(Lang, &str, Why) -> String,
    ) -> Self {
        let value = typed.get(&name).to_owned();
        let stands = stands.filter(|_| again == Some(&Again::Changed)).map(|stands| stands.get(&name));
        let stands = stands.filter(|stands| *stands != value.trim()).map(|stands| stands_text(lang, stands));
        let error = again.and_then(|again| again.wrong(&name)).map(|why| remedy(lang, &name, why));
        Self { name, value, error, stands, locked: !may(Permission::Goods) }
    }

    /// Whether something is said of it: what is wrong, or what stands there now.
    pub(in crate::seller) const fn is_told(&self) -> bool {
        self.error.is_some() || self.stands.is_some()
    }

    /// The name that the form posts it under.
    pub(super) fn posted(&self) -> String {
        format!("fields[{}]", self.name)
    }

    fn described(&self) -> Option<String> {
        described_by(&self.name, self.stands.is_some(), self.error.is_some())
    }

    /// What stands below the input.
    fn below(&self) -> impl IntoView + use<> {
        let (name, stands, error) = (self.name.clone(), self.stands.clone(), self.error.clone());
        view! {
            {stands.map(|text| view! { <span class="hint" id=format!("{name}-hint")>{text}</span> })}
            {error.map(|text| view! { <FieldError name=name.clone() text /> })}
        }
    }

    /// One line to fill in, under its label.
    pub(in crate::seller) fn line(
        self,
        label: impl Into<String>,
        class: &'static str,
        inputmode: &'static str,
    ) -> AnyView {
        let label = label.into();
        view! {
            <div class="field">
                <label for=self.name.clone()>{label}</label>
                {self.input(class, inputmode, None)}
                {self.below()}
            </div>
        }
        .into_any()
    }

    /// The bare input, for a cell whose label is its row and column.
    pub(super) fn cell(self, label: String) -> AnyView {
        view! {
            {self.input("in num", "decimal", Some(label))}
            {self.below()}
        }
        .into_any()
    }

    fn input(&self, class: &'static str, inputmode: &'static str, label: Option<String>) -> AnyView {
        view! {
            <input
                class=class
                id=self.name.clone()
                name=self.posted()
                value=self.value.clone()
                inputmode=inputmode
                autocomplete="off"
                aria-label=label
                aria-describedby=self.described()
                aria-invalid=self.error.as_ref().map(|_| "true")
                disabled=self.locked
            />
        }
        .into_any()
    }

    /// Several lines to fill in.
    pub(super) fn lines(self, label: &'static str) -> AnyView {
        view! {
            <div class="field">
                <label for=self.name.clone()>{label}</label>
                <textarea
                    class="in"
                    id=self.name.clone()
                    name=self.posted()
                    rows="4"
                    aria-describedby=self.described()
                    aria-invalid=self.error.as_ref().map(|_| "true")
                    disabled=self.locked
                >
                    {self.value.clone()}
                </textarea>
                {self.below()}
            </div>
        }
        .into_any()
    }

    /// One of several, by key and word.
    pub(super) fn choice(
        self,
        label: impl Into<String>,
        none: &'static str,
        options: Vec<(String, String)>,
    ) -> AnyView {
        let options = self.options(options);
        self.select(label.into(), none, options)
    }

    /// The same in groups, each with its name. What was typed and is none of them stands before them, under a word of its
    /// own, so that it is not lost.
    pub(in crate::seller) fn grouped(
        self,
        label: impl Into<String>,
        none: &'static str,
        groups: Vec<(String, Vec<(String, String)>)>,
        unknown: String,
    ) -> AnyView {
        let known = groups.iter().flat_map(|(_, options)| options).any(|(key, _)| *key == self.value);
        let gone =
            (!known && !self.value.is_empty()).then(|| self.options(vec![(self.value.clone(), unknown)]));
        let groups = groups
            .into_iter()
            .map(|(name, options)| view! { <optgroup label=name>{self.options(options)}</optgroup> })
            .collect_view();
        self.select(label.into(), none, view! { {gone} {groups} }.into_any())
    }

    fn options(&self, options: Vec<(String, String)>) -> AnyView {
        let options = options.into_iter().map(|(key, word)| {
            let selected = key == self.value;
            view! { <option value=key selected=selected>{word}</option> }
        });
        options.collect_view().into_any()
    }

    fn select(self, label: String, none: &'static str, options: AnyView) -> AnyView {
        view! {
            <div class="field">
                <label for=self.name.clone()>{label}</label>
                <select
                    class="in"
                    id=self.name.clone()
                    name=self.posted()
                    aria-describedby=self.described()
                    aria-invalid=self.error.as_ref().map(|_| "true")
                    disabled=self.locked
                >
                    <option value="">{none}</option>
                    {options}
                </select>
                {self.below()}
            </div>
        }
        .into_any()
    }
}

fn stands_text(lang: Lang, stands: &str) -> String {
    match (stands.is_empty(), lang) {
        (true, _) => lang.pick("지금은 비어 있어요", "Empty now").to_owned(),
        (false, Lang::Ko) => format!("지금은 “{stands}”"),
        (false, Lang::En) => format!("Now “{stands}”"),
    }
}

/// What is wrong with a field, if it was refused.
pub(super) fn wrong(view: &FormView, name: &str) -> Option<Why> {
    view.again.as_ref()?.wrong(name)
}

/// How to put a field right.
pub(in crate::seller) fn remedy(lang: Lang, name: &str, why: Why) -> String {
    match why {
        Why::TooLong(most) => match lang {
            Lang::Ko => format!("{}자 안으로 적어 주세요", most),
            Lang::En => format!("Keep it to {most} characters"),
        },
        Why::TooMany(most) => match lang {
            Lang::Ko => format!("{most}가지까지 고를 수 있어요"),
            Lang::En => format!("Choose {most} at most"),
        },
        Why::Taken if name == "slug" => {
            lang.pick("다른 옷이 쓰는 주소예요", "Another garment has this address").to_owned()
        }
        Why::Reserved => lang
            .pick(
                "이 주소는 쓸 수 없어요. 다른 주소를 적어 주세요",
                "This address cannot be used. Give another",
            )
            .to_owned(),
        Why::Ends => lang
            .pick(
                "영어 소문자나 숫자로 시작하고 끝나게 적어 주세요",
                "Begin and end with a small letter or a figure",
            )
            .to_owned(),
        Why::Taken => lang.pick("같은 것이 두 번 있어요", "It stands there twice").to_owned(),
        Why::Missing => missing(lang, name).to_owned(),
        Why::Malformed | Why::OutOfSight => malformed(lang, name).to_owned(),
    }
}

fn missing(lang: Lang, name: &str) -> &'static str {
    match name {
        "category" => lang.pick("종류를 골라 주세요", "Choose a category"),
        "dyes" => lang.pick("색을 하나는 골라 주세요", "Choose one colour at least"),
        "size_0" => lang.pick("사이즈를 하나는 적어 주세요", "Give one size at least"),
        _ => lang.pick("적어 주세요", "Fill this in"),
    }
}

fn malformed(lang: Lang, name: &str) -> &'static str {
    match name {
        "slug" => lang
            .pick("영어 소문자, 숫자, 줄표로만 적어 주세요", "Use small letters, figures and dashes alone"),
        "price" => {
            lang.pick("100원에서 1,000만원 사이로 적어 주세요", "Give a price from ₩100 to ₩10,000,000")
        }
        "first_dye" => lang.pick("파는 색 가운데 골라 주세요", "Choose one of the colours that are sold"),
        "place" => lang.pick("1부터 세는 정수로 적어 주세요", "Give a whole number, counting from 1"),
        _ if name.starts_with("cm_") => {
            lang.pick("0.5에서 300 사이의 cm로 적어 주세요", "Give 0.5 to 300 cm")
        }
        _ if name.starts_with("size_") => {
            lang.pick("영어와 숫자 8자 안으로 적어 주세요", "Use up to 8 letters and figures")
        }
        _ => lang.pick("다시 골라 주세요", "Choose again"),
    }
}
