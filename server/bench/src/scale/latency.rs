//! From the commit of OrderPlaced to the browser that follows MyPage.

use super::data::{Kind, Place};
use crate::live;

/// p50 and p99, one order after another.
pub(super) async fn measure(place: &Place, kind: Kind) -> anyhow::Result<String> {
    let data = place.fresh(kind)?;
    let program = data.program(&place.binary, &[]).await?;
    let arrived = live::follow(&program.base).await?;
    program.end().await?;
    let placed = data.connect().await?.placed().await?;
    Ok(live::delays(&arrived, &placed))
}
