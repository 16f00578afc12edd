//! The desk's pages of the garments, with something in every place and with nothing in it.

use app::seller::garments::view::{Again, FormView, GarmentRow, GarmentsView, Standing};
use app::seller::stock::view::StockFilter;
use app::seller::{GarmentFormPage, GarmentsPage};
use catalogue::{Typed, Why};
use kernel::{Lang, Money};
use leptos::prelude::*;

use super::pages::{outer, rendered, text};

/// Every page by its name, as HTML.
pub(crate) fn pages(lang: Lang) -> Vec<(String, String)> {
    let rows = vec![row(true), row(false)];
    let mut pages = vec![
        rendered(lang, "desk, garments", || view! { <GarmentsPage lang view=garments(rows) /> }),
        rendered(lang, "desk, no garments", || view! { <GarmentsPage lang view=garments(Vec::new()) /> }),
    ];
    for again in [None, Some(Again::Preview), Some(Again::Translated), Some(Again::Changed), Some(refused())]
    {
        for new in [true, false] {
            let mut again = again.clone();
            if let (true, Some(Again::Refused(wrong))) = (new, &mut again) {
                wrong.push(("slug".to_owned(), Why::Taken));
            }
            let name = format!("desk, a garment's form, new: {new}, again: {again:?}");
            pages.push(rendered(lang, name, || view! { <GarmentFormPage lang view=form(new, again) /> }));
        }
    }
    pages
}

/// Something is wrong in every kind of field.
fn refused() -> Again {
    let wrong = [
        ("name_ko", Why::Missing),
        ("price", Why::Malformed),
        ("cm_1_2", Why::Malformed),
        ("size_1", Why::Taken),
        ("text_en", Why::TooLong(1_000)),
        ("dyes", Why::Missing),
        ("measure_1", Why::Taken),
        ("category", Why::Missing),
        ("place", Why::Malformed),
        ("first_dye", Why::Malformed),
    ];
    Again::Refused(wrong.map(|(name, why)| (name.to_owned(), why)).to_vec())
}

fn row(hidden: bool) -> GarmentRow {
    GarmentRow {
        slug: "trench".into(),
        name: text("트렌치코트", "Trench coat"),
        dye: "sand".into(),
        category: text("아우터", "Outerwear"),
        price: Money::won(189_000),
        dyes: 4,
        sizes: 4,
        hidden,
    }
}

fn garments(rows: Vec<GarmentRow>) -> GarmentsView {
    let notice = Some("garment_moved_on".to_owned()).filter(|_| rows.is_empty());
    GarmentsView { rows, categories: vec![outer()], filter: StockFilter::default(), notice }
}

fn form(new: bool, again: Option<Again>) -> FormView {
    let garment = catalogue::demo::garments().swap_remove(0);
    let typed = Typed::of_garment(&garment, 1);
    let mut stands = garment.clone();
    stands.price = Money::won(1_000);
    let standing =
        Standing { hidden: again.is_some(), version: 2, typed: Typed::of_garment(&stands, 3), garment };
    FormView {
        of: (!new).then_some(standing),
        typed: if new && again.is_none() { Typed::default() } else { typed },
        version: 1,
        again,
        shelf: 28,
        notice: None,
    }
}
