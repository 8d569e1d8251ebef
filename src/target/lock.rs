//! One journey at a time: journeys that move the clock of the same target would move it for each other.

use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::PathBuf;

/// Held as long as a journey has a target for itself; other journeys wait, also those of other processes.
#[derive(Debug)]
pub struct TargetLock {
    file: File,
}

impl TargetLock {
    /// Waits until the target at `url` is free, and takes it.
    ///
    /// # Errors
    ///
    /// Where the lock file in the directory for temporary files cannot be made or locked.
    pub async fn acquire(url: &str) -> io::Result<Self> {
        let path = path(url);
        let lock = move || -> io::Result<Self> {
            let file = File::options().create(true).write(true).truncate(false).open(path)?;
            file.lock()?;
            Ok(Self { file })
        };
        tokio::task::spawn_blocking(lock).await.map_err(io::Error::other)?
    }
}

impl Drop for TargetLock {
    fn drop(&mut self) {
        // Closing the file gives the lock back in any case.
        let _ = self.file.unlock();
    }
}

fn path(url: &str) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    url.hash(&mut hasher);
    std::env::temp_dir().join(format!("ccbspec-{:016x}.lock", hasher.finish()))
}
