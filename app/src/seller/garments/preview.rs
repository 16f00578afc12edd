//! What a garment would become by what was typed, before it is kept.

use catalogue::edit;
use kernel::Lang;
use leptos::prelude::*;

use super::fields::remedy;
use super::form::label;
use super::view::FormView;
use crate::ui::Sprite;
use crate::ui::drawing::Drawing;
use crate::ui::line::size_text;

/// The garment as buyers would read it, or what still keeps it from being one.
#[component]
pub(super) fn Preview(lang: Lang, view: FormView) -> impl IntoView {
    let body = match edit(&view.typed, view.of.as_ref().map(|of| &of.garment)) {
        Ok(edited) => garment(lang, edited.garment).into_any(),
        Err(wrong) => {
            let missing = wrong.into_iter().map(|(name, why)| {
                let text = format!("{}: {}", label(lang, &name), remedy(lang, &name, why));
                view! { <li><a href=format!("#{name}")>{text}</a></li> }
            });
            view! {
                <p>{lang.pick("아직 고칠 것이 있어요.", "Something has to be put right first.")}</p>
                <ul>{missing.collect_view()}</ul>
            }
            .into_any()
        }
    };
    view! {
        <section class="box mb6" aria-labelledby="preview">
            <h2 id="preview">{lang.pick("미리 보기 (아직 저장하지 않았어요)", "Preview (not saved yet)")}</h2>
            {body}
        </section>
    }
}

fn garment(lang: Lang, garment: catalogue::Garment) -> impl IntoView {
    let words = catalogue::words();
    let dye = garment.dyes.first().cloned().unwrap_or_default();
    let dyes =
        garment.dyes.iter().map(|dye| words.dye(dye).get(lang).to_owned()).collect::<Vec<_>>().join(" · ");
    let sizes = garment.sizes.iter().map(|row| size_text(lang, &row.size)).collect::<Vec<_>>().join(" · ");
    view! {
        <Sprite slugs=vec![garment.slug.clone()] />
        <div class="row base">
            <span class="ground thumb">
                <Drawing slug=garment.slug.clone() dye />
            </span>
            <div>
                <p>
                    <b>{garment.name.get(lang).to_owned()}</b>
                </p>
                <p class="num">{garment.price.text(lang)}</p>
            </div>
        </div>
        <p class="mt4 told">{garment.text.get(lang).to_owned()}</p>
        <dl class="mt4 rows">
            <dt>{lang.pick("색", "Colours")}</dt>
            <dd>{dyes}</dd>
            <dt>{lang.pick("사이즈", "Sizes")}</dt>
            <dd>{sizes}</dd>
            <dt>{lang.pick("옷감", "Cloth")}</dt>
            <dd>{garment.fabric.get(lang).to_owned()}</dd>
            <dt>{lang.pick("손질", "Care")}</dt>
            <dd>{garment.care.get(lang).to_owned()}</dd>
        </dl>
    }
}
