//! Chance that is the same every time: a number from a seed and from what is being decided.

/// 64 bits that look random. FNV-1a gathers what is decided, and the last steps of SplitMix64 spread it
/// (<https://prng.di.unimi.it/splitmix64.c>).
pub(super) fn chance(seed: u64, lane: &str, name: &str, nth: u64) -> u64 {
    let words = [seed.to_le_bytes(), nth.to_le_bytes()];
    let gathered = words
        .as_flattened()
        .iter()
        .chain(lane.as_bytes())
        .chain(b"/")
        .chain(name.as_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let spread = (gathered ^ (gathered >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let spread = (spread ^ (spread >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    spread ^ (spread >> 31)
}

/// Whether something of this probability happens.
pub(super) fn hits(probability: f64, chance: u64) -> bool {
    // 53 bits are exact in a float.
    let share = (chance >> 11) as f64 / (1_u64 << 53) as f64;
    share < probability
}

/// A number from `from` to `to`, both included.
pub(super) fn between(from: u64, to: u64, chance: u64) -> u64 {
    from + chance % to.saturating_sub(from).saturating_add(1)
}
