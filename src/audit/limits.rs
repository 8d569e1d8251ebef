//! Limits of an audit: whatever it keeps is bounded by one of these.

/// Bytes that are read and recognised at a time.
pub const BLOCK_BYTES: usize = 1024 * 1024;

/// The longest line that is read as a record, bytes. A longer one is damage, and skipped.
pub const LONGEST_LINE_BYTES: usize = 256 * 1024;

/// The longest record that is put together from wrapped lines, bytes.
pub const LONGEST_WRAPPED_BYTES: usize = 16 * 1024;

/// The most blank lines and fences between two parts of one wrapped record.
pub const MOST_BLANK_LINES: u32 = 6;

/// Files that are read side by side. Files that follow each other, such as rotated ones, are read one after the other.
pub const MOST_OPEN_FILES: usize = 64;

/// Logs that follow one another in one file and are told from each other.
pub const MOST_PARTS: usize = 4_096;

/// Bytes at the beginning of a file in which its first time is looked for.
pub const PEEK_BYTES: usize = 64 * 1024;

/// What may be kept of calls that have not ended: lines and answers. Above that the oldest calls are judged as they are.
pub const MOST_OPEN_FACTS: usize = 6_000_000;

/// What may be kept of one call.
pub const MOST_FACTS_OF_A_CALL: usize = 100_000;

/// Calls that are open at once. Above that the oldest are judged as they are.
pub const MOST_OPEN_CALLS: usize = 300_000;

/// Findings that a session may hold until they are taken.
pub const MOST_HELD_FINDINGS: usize = 1_000;

/// Sessions of applications that are followed at once.
pub const MOST_OPEN_SESSIONS: usize = 500_000;

/// Answers that a session may hold before its call is known.
pub const MOST_HELD_CONTACTS: usize = 1_000;

/// Calls that ended, and whose lines are known as late if they come yet, or as those of a call that is judged in two parts.
pub const MOST_ENDED_CALLS: usize = 65_536;

/// Rows of database dumps that wait for their call.
pub const MOST_WAITING_ROWS: usize = 200_000;

/// Lines with a damaged GUID that wait for the call that they belong to.
pub const MOST_WAITING_LINES: usize = 10_000;

/// Open calls among which a damaged GUID is looked for.
pub const MOST_CANDIDATES: usize = 100_000;

/// Findings of one kind that are kept whole; all are counted.
pub const MOST_FINDINGS: usize = 10_000;

/// Calls whose whole journey is kept for reports: those with a violation first.
pub const MOST_KEPT_CALLS: usize = 1_000;

/// Calls without a violation whose whole journey is kept.
pub const MOST_KEPT_SOUND_CALLS: usize = 100;

/// The slowest requests that are told.
pub const MOST_SLOW_REQUESTS: usize = 10;

/// A call of which nothing was heard for so long has ended somewhere else, ms. No clause lets a call be silent for longer than its keepalive,
/// which is 300 s at most (SPEC 4).
pub const SILENCE_MS: i64 = 3_600_000;

/// A file that is about to end is emptied before another file goes on, as far as what is left of it is not later by more, ms: where files are
/// rotated, the one that begins may have lines that are a little earlier than the last ones of the one that ends.
pub const TAIL_MS: i64 = 5_000;

/// How much of a line a finding repeats, characters.
pub const MOST_SHOWN_CHARACTERS: usize = 200;
