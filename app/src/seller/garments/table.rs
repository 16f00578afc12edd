//! The size table of a garment's form: a column a measure, a row a size, with room for a few more.

use catalogue::{MAX_MEASURES, MAX_SIZES};
use kernel::Lang;
use leptos::prelude::*;

use super::fields::Field;
use super::view::FormView;

/// Empty rows below those that are filled in.
const ROOM: usize = 2;
/// Rows of a new garment.
const FIRST: usize = 4;

/// Which measures are taken, then each size with its numbers.
pub(super) fn sizes(lang: Lang, view: &FormView) -> impl IntoView + use<> {
    let measures: Vec<_> = catalogue::words()
        .measures
        .iter()
        .map(|(key, name)| (key.clone(), name.get(lang).to_owned()))
        .collect();
    let column = |m: usize| {
        let label = match lang {
            Lang::Ko => format!("재는 곳 {}", m + 1),
            Lang::En => format!("Measure {}", m + 1),
        };
        let field = Field::of(lang, view, format!("measure_{m}"));
        field.choice(label, lang.pick("재지 않아요", "None"), measures.clone())
    };
    let heads = (0..MAX_MEASURES).map(|m| {
        let name = measures.iter().find(|(key, _)| key == view.typed.get(&format!("measure_{m}")));
        let word = name.map_or_else(|| (m + 1).to_string(), |(_, name)| name.clone());
        view! { <th scope="col">{word}</th> }
    });
    let rows = (view.typed.rows() + ROOM).clamp(FIRST, MAX_SIZES);
    view! {
        <div class="quad">{(0..MAX_MEASURES).map(column).collect_view()}</div>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="size-table">
            <table class="tbl measures">
                <caption id="size-table">{lang.pick("사이즈마다 잰 길이 (cm)", "Measures of each size (cm)")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lang.pick("사이즈", "Size")}</th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{(0..rows).map(|s| row(lang, view, s)).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn row(lang: Lang, view: &FormView, s: usize) -> impl IntoView + use<> {
    let size = match lang {
        Lang::Ko => format!("사이즈 {}", s + 1),
        Lang::En => format!("Size {}", s + 1),
    };
    let cells = (0..MAX_MEASURES).map(|m| {
        let label = match lang {
            Lang::Ko => format!("{size}의 재는 곳 {}", m + 1),
            Lang::En => format!("{size}, measure {}", m + 1),
        };
        view! { <td>{Field::of(lang, view, format!("cm_{s}_{m}")).cell(label)}</td> }
    });
    view! {
        <tr>
            <td>{Field::of(lang, view, format!("size_{s}")).cell(size.clone())}</td>
            {cells.collect_view()}
        </tr>
    }
}
