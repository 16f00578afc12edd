//! The plots, drawn on the server as SVG: bars with a thread over them, and lying bars. Whole numbers throughout; each says
//! in its title what it shows, and the table beneath it says all of it.

use leptos::prelude::*;

/// Where the bars stand and how high the highest may be.
const FLOOR: i64 = 220;
const HEIGHT: i64 = 190;
const WIDTH: i64 = 640;
/// The widest bar.
const BAR: i64 = 26;
/// What a digit of the axis takes where letters are largest, and the least that its values take.
const DIGIT: i64 = 14;
const VALUES: i64 = 50;
/// Days that get a name below them, about.
const NAMES: usize = 8;

/// A bar and the thread's point above it.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: i64,
    pub(super) before: i64,
}

/// Bars side by side, with a thread through what stood there before.
#[component]
pub(super) fn Bars(id: &'static str, title: String, bars: Vec<Bar>) -> impl IntoView {
    let highest = bars.iter().map(|bar| bar.value.max(bar.before)).max().unwrap_or(0);
    let (step, count) = (WIDTH / i64::try_from(bars.len().max(1)).unwrap_or(1), bars.len());
    let tick = tick(highest);
    let ticks = (0..).map(|n| n * tick).take_while(|value| *value <= highest.max(tick));
    let view_box = format!("0 -4 {} 258", WIDTH + room(highest.max(tick)));
    let axis = ticks.map(|value| {
        let y = height(value, highest);
        view! {
            <path class="axis" d=format!("M0 {y}H{WIDTH}")></path>
            <text x={WIDTH + 8} y={y + 4}>
                {value}
            </text>
        }
    });
    let middle = |n: usize| i64::try_from(n).unwrap_or(0) * step + step / 2;
    let width = (step * 5 / 8).clamp(1, BAR);
    let best = bars.iter().position(|bar| bar.value == highest && highest > 0);
    let every = count.div_ceil(NAMES).max(1);
    let drawn = bars.iter().enumerate().map(|(n, bar)| {
        let (x, y) = (middle(n), height(bar.value, highest));
        let named = Some(n) == best || n % every == 0;
        let class = (Some(n) == best).then_some("b");
        view! {
            <rect class="bar-a" x={x - width / 2} y=y width=width height={FLOOR - y}></rect>
            {(Some(n) == best).then(|| view! { <text class="b" x=x y={y - 8} text-anchor="middle">{bar.value}</text> })}
            {named
                .then(|| {
                    view! {
                        <text class=class x=x y={FLOOR + 22} text-anchor="middle">
                            {bar.name.clone()}
                        </text>
                    }
                })}
        }
    });
    let points: Vec<_> =
        bars.iter().enumerate().map(|(n, bar)| (middle(n), height(bar.before, highest))).collect();
    let thread = thread(&points);
    let circles = points.iter().filter(|_| count <= 31).map(|(x, y)| {
        view! { <circle class="pt" cx={*x} cy={*y} r="3"></circle> }
    });
    view! {
        <svg class="mt5 mb4 plot wide" viewBox=view_box role="img" aria-labelledby=id>
            <title id=id>{title}</title>
            {axis.collect_view()}
            {drawn.collect_view()}
            <path class="case" d=thread.clone()></path>
            <path class="thread" d=thread></path>
            {circles.collect_view()}
        </svg>
    }
}

/// How wide the values beside the plot are, so that none of them stands out over it.
fn room(highest: i64) -> i64 {
    let digits = i64::from(highest.max(1).ilog10()) + 1;
    (8 + digits * DIGIT).max(VALUES)
}

/// How far down a value stands.
fn height(value: i64, highest: i64) -> i64 {
    FLOOR - value.max(0) * HEIGHT / highest.max(1)
}

/// The distance of the lines behind the bars: 1, 2 or 4 of some power of ten, so that there are two or three.
fn tick(highest: i64) -> i64 {
    let mut power = 1;
    loop {
        for step in [power, power * 2, power * 4] {
            if step * 3 >= highest {
                return step;
            }
        }
        power *= 10;
    }
}

fn thread(points: &[(i64, i64)]) -> String {
    points
        .iter()
        .enumerate()
        .map(|(n, (x, y))| format!("{}{x} {y}", if n == 0 { 'M' } else { 'L' }))
        .collect()
}

/// A lying bar: its name above, what it comes to behind it.
pub(super) struct Lying {
    pub(super) name: String,
    pub(super) value: i64,
    pub(super) said: String,
}

/// Bars below each other, the longest as wide as the plot.
#[component]
pub(super) fn LyingBars(id: &'static str, title: String, bars: Vec<Lying>) -> impl IntoView {
    let longest = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let rows = i64::try_from(bars.len()).unwrap_or(0);
    let drawn = (0..).zip(bars).map(|(n, bar): (i64, Lying)| {
        let (y, width) = (n * 44, (bar.value.max(0) * 340 / longest).max(1));
        view! {
            <text x="0" y={y + 14}>
                {bar.name}
            </text>
            <rect class="bar-a" x="0" y={y + 21} width=width height="14"></rect>
            <text class="b" x={width + 9} y={y + 33}>
                {bar.said}
            </text>
        }
    });
    view! {
        <svg class="mt5 mb4 plot" viewBox=format!("0 0 440 {}", rows * 44) role="img" aria-labelledby=id>
            <title id=id>{title}</title>
            {drawn.collect_view()}
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_behind_the_bars_are_two_or_three_and_round() {
        for (highest, step) in [(0, 1), (3, 1), (7, 4), (101, 40), (250, 100), (1_000, 400)] {
            assert_eq!(tick(highest), step, "{highest}");
        }
    }

    #[test]
    fn the_values_of_the_axis_have_room_beside_the_bars() {
        assert_eq!((room(0), room(999), room(12_000)), (VALUES, VALUES, 78));
    }

    #[test]
    fn the_highest_bar_reaches_the_top_and_nothing_is_drawn_below_the_floor() {
        assert_eq!(height(101, 101), FLOOR - HEIGHT);
        assert_eq!(height(0, 101), FLOOR);
        assert_eq!(height(-5, 0), FLOOR);
    }

    #[test]
    fn a_thread_goes_through_every_point() {
        assert_eq!(thread(&[(0, 220), (10, 30)]), "M0 220L10 30");
        assert_eq!(thread(&[]), "");
    }
}
