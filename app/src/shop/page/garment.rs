//! The garment page: its drawing with measure lines and close-ups, and the form that starts an order.
//!
//! What depends on the chosen colour (the dye of the drawings, which sizes are gone, what is nearly gone) is all in
//! the document and shown by the stylesheet, so that it needs no script: the n-th colour's radio is `d-n`, what is
//! true of it alone is `of-n`, and a size that it lacks is `not-n`.

use kernel::Lang;
use leptos::prelude::*;

use super::card::{Grid, Level, few_text};
use super::data;
use super::measure::{MeasureLines, SizeTable};
use super::outfit::Spreads;
use super::zoom::{Zoom, large_drawing, large_photograph};
use crate::shop::view::{Choice, Closeup, Dye, GarmentView, Outfit};
use crate::ui::drawing::{Drawing, Sprite};
use crate::ui::field::{FieldError, TextField};
use crate::ui::frame::refused;
use crate::ui::head::{About, Head};
use crate::ui::line::size_text;
use crate::ui::money::Price;
use crate::ui::photo::Picture;
use crate::ui::terms::Terms;

/// One garment.
#[component]
pub fn GarmentPage(lang: Lang, view: GarmentView) -> impl IntoView {
    let about = about(lang, &view);
    let slugs = std::iter::once(&view.slug).chain(view.together.iter().map(|card| &card.slug)).cloned();
    let slugs = slugs.chain(view.outfits.iter().flat_map(Outfit::slugs)).collect();
    let together = (!view.together.is_empty()).then(|| {
        view! {
            <section class="page" aria-labelledby="together">
                <h2 id="together" class="mb4">
                    {lang.pick("함께 한 벌", "Goes with it")}
                </h2>
                <Grid lang cards=view.together.clone() level=Level::Three />
            </section>
        }
    });
    view! {
        <Head lang about />
        <Sprite slugs />
        <div class="wrap">
            <div class="goods dyeing">
                <div class="pictures">{sheet(lang, &view)} {shades(lang, &view)}</div>
                {buy_form(lang, &view)}
            </div>
            {outfits(lang, view.outfits)}
            {together}
        </div>
    }
}

fn about(lang: Lang, view: &GarmentView) -> About {
    let (name, path) = (view.name.get(lang), format!("/garments/{}", view.slug));
    let category = format!("/c/{}", view.category.key);
    let steps = [(view.category.name.get(lang), category.as_str()), (name, path.as_str())];
    About {
        title: if view.choice.error.is_some() { refused(lang, name) } else { name.to_owned() },
        description: format!("{} {}. {}", view.text.get(lang), view.fabric.get(lang), view.price.text(lang)),
        data: vec![data::product(lang, view), data::breadcrumbs(lang, &steps)],
        picture: Some(view.slug.clone()),
        price: Some(view.price.amount),
        passing: false,
        path,
    }
}

/// The colour that is checked at first: the one asked for, else the first that has anything left.
fn shown_dye(view: &GarmentView) -> &str {
    let asked = view.dyes.iter().find(|dye| dye.key == view.choice.dye);
    let dye = asked.or_else(|| view.dyes.iter().find(|dye| in_stock(view, dye))).or(view.dyes.first());
    dye.map_or("", |dye| &dye.key)
}

fn in_stock(view: &GarmentView, dye: &Dye) -> bool {
    view.variants.iter().any(|variant| variant.dye == dye.key && variant.free > 0)
}

/// Whether nothing of it is left, in any colour.
fn sold_out(view: &GarmentView) -> bool {
    !view.dyes.iter().any(|dye| in_stock(view, dye))
}

/// What is left of one size in one colour.
fn free(view: &GarmentView, dye: &Dye, size: &str) -> i64 {
    let variant = view.variants.iter().find(|variant| variant.dye == dye.key && variant.size == size);
    variant.map_or(0, |variant| variant.free)
}

fn sheet(lang: Lang, view: &GarmentView) -> AnyView {
    if view.photos.is_empty() { drawn(lang, view).into_any() } else { photographed(lang, view).into_any() }
}

/// The photographs: those of one colour show while it is chosen. A colour that has none is drawn.
fn photographed(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let shown = shown_dye(view);
    let hero = view.photos.iter().position(|it| it.dye.as_deref().is_none_or(|dye| dye == shown));
    let shots = view.photos.iter().enumerate().filter_map(|(i, photo)| {
        let class = match &photo.dye {
            None => "ground".to_owned(),
            Some(dye) => format!("ground shot of-{}", view.dyes.iter().position(|it| it.key == *dye)? + 1),
        };
        let (large, seen) = (large_photograph(lang, photo), photo.alt.get(lang).to_owned());
        let photo = photo.clone();
        Some(view! {
            <div id=(hero == Some(i)).then_some("hero") class=class>
                <Picture lang photo sizes="(width >= 60rem) 60vw, 100vw" lazy={i > 0} />
                <Zoom lang n=i name=seen>
                    {large}
                </Zoom>
            </div>
        })
    });
    let general = view.photos.iter().any(|photo| photo.dye.is_none());
    let has = |key: &str| general || view.photos.iter().any(|photo| photo.dye.as_deref() == Some(key));
    let drawings = (1..).zip(&view.dyes).filter(|(_, dye)| !has(&dye.key)).map(|(n, dye)| {
        let name = format!("{}, {}", view.name.get(lang), dye.name.get(lang));
        let large = large_drawing(&view.slug, &format!("g c-{}", dye.key), &name);
        view! {
            <div id=(dye.key == shown).then_some("hero") class=format!("ground shot of-{n}")>
                <Drawing slug=view.slug.clone() dye=dye.key.clone() />
                <Zoom lang n={view.photos.len() + n} name>
                    {large}
                </Zoom>
            </div>
        }
    });
    view! { <div class="sheet">{shots.collect_view()} {drawings.collect_view()}</div> }
}

fn drawn(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let (slug, class) = (view.slug.as_str(), format!("g c-{}", shown_dye(view)));
    let closeups: Vec<_> = view.closeups.iter().map(|closeup| figure(lang, slug, &class, closeup)).collect();
    let name = view.name.get(lang).to_owned();
    let large = large_drawing(slug, &class, &name);
    view! {
        <div class="sheet dyed">
            <div class="ground">
                <svg id="hero" class=class.clone() viewBox="0 0 400 500" aria-hidden="true">
                    <use href=format!("#{slug}")></use>
                </svg>
                <MeasureLines lang measures=view.measures.clone() />
                <Zoom lang n=0 name>
                    {large}
                </Zoom>
            </div>
            {closeups}
        </div>
    }
}

/// Every colour from the front, where the garment is drawn. Its picture chooses it, as its name beside does; the radio has its name from there, so
/// that readers hear it once.
fn shades(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let figures: Vec<_> = (1..)
        .zip(&view.dyes)
        .map(|(n, dye)| {
            view! {
                <figure>
                    <label class="ground" for=dye_id(n)>
                        <Drawing slug=view.slug.clone() dye=dye.key.clone() />
                    </label>
                    <figcaption>{dye.name.get(lang).to_owned()}</figcaption>
                </figure>
            }
        })
        .collect();
    (figures.len() > 1 && view.photos.is_empty()).then(|| view! { <div class="shades">{figures}</div> })
}

/// The id of the n-th colour's radio, from 1 on.
fn dye_id(n: usize) -> String {
    format!("dye-{n}")
}

/// The outfits that it is part of.
fn outfits(lang: Lang, outfits: Vec<Outfit>) -> Option<impl IntoView> {
    (!outfits.is_empty()).then(|| {
        view! {
            <section class="page nopb" aria-labelledby="outfits">
                <h2 id="outfits" class="mb4">
                    {lang.pick("이 옷이 든 한 벌", "Outfits with it")}
                </h2>
                <Spreads lang outfits />
            </section>
        }
    })
}

fn figure(lang: Lang, slug: &str, class: &str, closeup: &Closeup) -> impl IntoView + use<> {
    view! {
        <figure class="ground near">
            <svg
                class=class.to_owned()
                viewBox=closeup.view_box.clone()
                preserveAspectRatio="xMidYMid slice"
                aria-hidden="true"
            >
                <use href=format!("#{slug}") width="400" height="500"></use>
            </svg>
            <figcaption>{closeup.caption.get(lang).to_owned()}</figcaption>
        </figure>
    }
}

fn buy_form(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let category = lang.path(&format!("/c/{}", view.category.key));
    view! {
        <form class="gap5 buy page stack" action=lang.path("/checkout") novalidate=true>
            <input type="hidden" name="garment" value=view.slug.clone() />
            <div>
                <a class="crumb mut" href=category>
                    {view.category.name.get(lang).to_owned()}
                </a>
                <h1>{view.name.get(lang).to_owned()}</h1>
                <p class="price">
                    <Price lang money=view.price />
                </p>
            </div>
            <p class="mut">{view.text.get(lang).to_owned()}</p>
            {dye_choice(lang, view)}
            {size_choice(lang, view)}
            {(!sold_out(view)).then(|| quantity(lang, view))}
            {order_bar(lang, view)}
            <Terms lang terms=view.terms.clone() />
            <SizeTable lang measures=view.measures.clone() sizes=view.sizes.clone() />
            <details class="fold" open=true>
                <summary>{lang.pick("옷감과 손질", "Cloth and care")}</summary>
                <dl class="rows">
                    <dt>{lang.pick("옷감", "Cloth")}</dt>
                    <dd>{view.fabric.get(lang).to_owned()}</dd>
                    <dt>{lang.pick("손질", "Care")}</dt>
                    <dd>{view.care.get(lang).to_owned()}</dd>
                </dl>
            </details>
        </form>
    }
}

fn dye_choice(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let shown = shown_dye(view).to_owned();
    let options: Vec<_> = view
        .dyes
        .iter()
        .enumerate()
        .map(|(i, dye)| {
            let gone = !in_stock(view, dye);
            view! {
                <label class=format!("opt d-{}", i + 1)>
                    <input type="radio" id=dye_id(i + 1) name="dye" value=dye.key.clone() checked=dye.key == shown disabled=gone />
                    <span class=format!("sw c-{}", dye.key) aria-hidden="true"></span>
                    {dye.name.get(lang).to_owned()}
                    {gone.then(|| gone_text(lang))}
                </label>
            }
        })
        .collect();
    view! {
        <fieldset>
            <legend class="lab">{lang.pick("색", "Colour")}</legend>
            <div class="opts">{options}</div>
        </fieldset>
    }
}

fn gone_text(lang: Lang) -> &'static str {
    lang.pick(" 품절", " sold out")
}

/// How to put a choice's size right.
pub(super) fn size_remedy(lang: Lang, choice: &Choice) -> Option<&'static str> {
    match choice.error.as_deref() {
        Some("size") => Some(lang.pick("사이즈를 골라 주세요.", "Choose a size.")),
        Some("sold_out") => Some(lang.pick(
            "그 색의 그 사이즈는 다 팔렸어요. 다른 것을 골라 주세요.",
            "That size is sold out in that colour. Please choose another.",
        )),
        _ => None,
    }
}

/// The sizes. One that no colour has is disabled; one that the chosen colour lacks says so.
fn size_choice(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let error = size_remedy(lang, &view.choice);
    let first_open =
        view.sizes.iter().position(|row| view.dyes.iter().any(|dye| free(view, dye, &row.size) > 0));
    let options: Vec<_> = view
        .sizes
        .iter()
        .enumerate()
        .map(|(i, row)| size_option(lang, view, &row.size, error.is_some() && Some(i) == first_open))
        .collect();
    view! {
        <fieldset role="radiogroup" aria-describedby=error.map(|_| "size-error") aria-invalid=error.map(|_| "true")>
            <legend class="lab">{lang.pick("사이즈", "Size")}</legend>
            {error.map(|text| view! { <FieldError name="size" text /> })}
            <div class="opts">{options}</div>
            {nearly_gone(lang, view)}
        </fieldset>
    }
}

fn size_option(lang: Lang, view: &GarmentView, size: &str, focus: bool) -> impl IntoView + use<> {
    let lacking: Vec<usize> =
        (1..).zip(&view.dyes).filter(|(_, dye)| free(view, dye, size) <= 0).map(|(n, _)| n).collect();
    let gone = lacking.len() == view.dyes.len();
    let only = view.sizes.len() == 1;
    let (mut class, mut words) = ("opt".to_owned(), Vec::new());
    for n in lacking.into_iter().filter(|_| !gone) {
        class += &format!(" not-{n}");
        words.push(view! { <span class=format!("of of-{n}")>{gone_text(lang)}</span> });
    }
    view! {
        <label class=class>
            <input
                type="radio"
                name="size"
                value=size.to_owned()
                checked=!gone && (only || size == view.choice.size)
                disabled=gone
                autofocus=focus
            />
            <span>
                {size_text(lang, size)}
                {gone.then(|| gone_text(lang))}
                {words}
            </span>
        </label>
    }
}

/// `모래 M 두 벌 남았어요`, for the chosen colour. Its line is kept free for a colour of which there is nothing to say,
/// if there is of another.
fn nearly_gone(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let notes: Vec<_> = (1..)
        .zip(&view.dyes)
        .filter_map(|(n, dye)| {
            let few: Vec<_> = view
                .sizes
                .iter()
                .filter_map(|row| few_text(lang, &size_text(lang, &row.size), free(view, dye, &row.size)))
                .collect();
            let text = match lang {
                Lang::Ko => format!("{} {} 남았어요.", dye.name.get(lang), few.join(", ")),
                Lang::En => format!("Left in {}: {}.", dye.name.get(lang), few.join(", ")),
            };
            (!few.is_empty()).then(|| view! { <b class=format!("of of-{n}")>{text}</b> })
        })
        .collect();
    (!notes.is_empty()).then(|| view! { <p class="mt3 hint stock">{notes}</p> })
}

fn quantity(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let error = (view.choice.error.as_deref() == Some("quantity"))
        .then(|| lang.pick("1벌부터 10벌까지 적어 주세요.", "Enter 1 to 10."));
    let typed = if view.choice.quantity.is_empty() { "1" } else { &view.choice.quantity };
    view! {
        <TextField
            name="quantity"
            label=lang.pick("몇 벌", "How many")
            value=typed
            error
            inputmode="numeric"
            class="in short num"
        />
    }
}

fn order_bar(lang: Lang, view: &GarmentView) -> impl IntoView + use<> {
    let gone = sold_out(view);
    let text = if gone { lang.pick("품절", "Sold out") } else { lang.pick("주문하기", "Order") };
    view! {
        <div class="bar">
            <p>
                <span class="vh">{lang.pick("가격 ", "Price ")}</span>
                <b>
                    <Price lang money=view.price />
                </b>
            </p>
            {(!gone).then(|| view! {
                <button class="btn q" formaction=lang.path("/cart") formmethod="post">
                    {lang.pick("장바구니 담기", "Add to cart")}
                </button>
            })}
            <button class="btn" disabled=gone>
                {text}
            </button>
        </div>
    }
}
