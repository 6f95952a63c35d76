//! Finds what the outbox left: events that stay due because whoever was to do what they
//! ask for died, failed, or was never called.

use deliver_outbox::Error;
use runtime::App;

/// Does everything that is due, until nothing is. Says how many events it finished.
pub async fn sweep(app: &App) -> Result<usize, Error> {
    let mut finished = 0;
    loop {
        match deliver_outbox::deliver_due(app).await? {
            0 => return Ok(finished),
            some => finished += some,
        }
    }
}
