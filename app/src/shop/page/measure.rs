//! A garment's measures: the lines on its drawing and the columns of its size table, under the same letters.

use kernel::Lang;
use leptos::prelude::*;

use crate::shop::view::{Measure, SizeRow};
use crate::ui::line::size_text;

/// Half the length of the strokes that end a measure line.
const END: f32 = 6.0;

/// The letter of the n-th measure: 가 나 다 라, A B C D.
fn letter(lang: Lang, n: usize) -> &'static str {
    let letters = lang.pick(&["가", "나", "다", "라"], &["A", "B", "C", "D"]);
    letters.get(n).copied().unwrap_or_default()
}

/// The lines over the drawing. They repeat what the table says, so readers pass over them.
#[component]
pub(super) fn MeasureLines(lang: Lang, measures: Vec<Measure>) -> impl IntoView {
    let lines: String = measures.iter().map(line).collect();
    let ends: String = measures.iter().map(ends).collect();
    let letters: Vec<_> = measures
        .iter()
        .enumerate()
        .filter(|(_, measure)| is_drawn(measure))
        .map(|(n, measure)| {
            let (x, y) = ((measure.x1 + measure.x2) / 2.0, (measure.y1 + measure.y2) / 2.0);
            view! {
                <circle cx=x.to_string() cy=y.to_string()></circle>
                <text x=x.to_string() y=y.to_string()>
                    {letter(lang, n)}
                </text>
            }
        })
        .collect();
    view! {
        <svg class="dim" viewBox="0 0 400 500" aria-hidden="true">
            <path class="case" d=lines.clone()></path>
            <path d=lines></path>
            <path class="ends" d=ends></path>
            {letters}
        </svg>
    }
}

/// A measure that was added later has no line on the drawing.
fn is_drawn(measure: &Measure) -> bool {
    (measure.x1, measure.y1) != (measure.x2, measure.y2)
}

fn line(measure: &Measure) -> String {
    let Measure { x1, y1, x2, y2, .. } = measure;
    format!("M{x1} {y1}L{x2} {y2}")
}

/// A short stroke across each end.
fn ends(measure: &Measure) -> String {
    let Measure { x1, y1, x2, y2, .. } = *measure;
    let (along_x, along_y) = (x2 - x1, y2 - y1);
    let length = along_x.hypot(along_y).max(1.0);
    let (across_x, across_y) = (-along_y / length * END, along_x / length * END);
    let stroke = |x: f32, y: f32| {
        format!("M{:.1} {:.1}L{:.1} {:.1}", x - across_x, y - across_y, x + across_x, y + across_y)
    };
    stroke(x1, y1) + &stroke(x2, y2)
}

/// The size table, in centimetres.
#[component]
pub(super) fn SizeTable(lang: Lang, measures: Vec<Measure>, sizes: Vec<SizeRow>) -> impl IntoView {
    let columns: Vec<_> = measures
        .iter()
        .enumerate()
        .map(|(n, measure)| {
            view! {
                <th scope="col" class="n">
                    {letter(lang, n)}
                    " "
                    {measure.name.get(lang).to_owned()}
                </th>
            }
        })
        .collect();
    let rows: Vec<_> = sizes
        .into_iter()
        .map(|row| {
            let cells: Vec<_> =
                row.cm.iter().map(|cm| view! { <td class="n">{cm.to_string()}</td> }).collect();
            view! {
                <tr>
                    <th scope="row">{size_text(lang, &row.size)}</th>
                    {cells}
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-labelledby="measures">
            <table class="tbl num">
                <caption id="measures">{lang.pick("실측 (cm)", "Measures (cm)")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lang.pick("사이즈", "Size")}</th>
                        {columns}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use kernel::Text;

    use super::*;

    #[test]
    fn a_level_line_ends_in_upright_strokes() {
        let measure =
            Measure { key: "chest".into(), name: Text::default(), x1: 100.0, y1: 50.0, x2: 300.0, y2: 50.0 };
        assert_eq!(line(&measure), "M100 50L300 50");
        assert_eq!(ends(&measure), "M100.0 44.0L100.0 56.0M300.0 44.0L300.0 56.0");
    }

    #[test]
    fn a_line_without_length_draws_and_does_not_divide_by_nothing() {
        let measure =
            Measure { key: String::new(), name: Text::default(), x1: 1.0, y1: 1.0, x2: 1.0, y2: 1.0 };
        assert_eq!(ends(&measure), "M1.0 1.0L1.0 1.0M1.0 1.0L1.0 1.0");
    }
}
