//! The archive (SPEC 12, CCB-ARC).

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "archive-never",
        clause: "CCB-ARC-01",
        scenario: "archive-canceled",
        field: "rows of callback_current",
        breaks: "it archives no canceled callback",
        hook: Hook::Archives(|model, _, steps| {
            drop_changes(steps, |change| match change {
                Change::Archived { surrogate } => {
                    model.current.get(surrogate).is_some_and(|row| row.state == EventType::Canceled)
                }
                _ => false,
            });
        }),
    },
    Mutant {
        name: "archive-pending",
        clause: "CCB-ARC-01",
        scenario: "archive-not-pending",
        field: "rows of callback_current",
        breaks: "it archives callbacks that are pending",
        hook: Hook::Archives(|model, _, steps| {
            for (surrogate, row) in &model.current {
                if row.state == EventType::Pending {
                    add(steps, Change::Archived { surrogate: *surrogate });
                }
            }
        }),
    },
    Mutant {
        name: "archive-copies",
        clause: "CCB-ARC-01",
        scenario: "archive-complete",
        field: "callback[1]",
        breaks: "it copies a complete callback into the historical table at once, and removes it later",
        hook: Hook::Keeps(
            "insert or ignore into callback_historical select * from callback_current where eventtypeid = 24",
        ),
    },
    Mutant {
        name: "archive-purges-early",
        clause: "CCB-ARC-03",
        scenario: "archive-purge",
        field: "states",
        breaks: "it removes events after six days",
        hook: Hook::Archives(|_, _, steps| {
            each(steps, |change| {
                if let Change::Purged { before } = change {
                    *before = later(*before, 86_400);
                }
            });
        }),
    },
    Mutant {
        name: "archive-purges-never",
        clause: "CCB-ARC-03",
        scenario: "archive-purge",
        field: "states",
        breaks: "it keeps events for ever",
        hook: Hook::Archives(|_, _, steps| {
            drop_changes(steps, |change| matches!(change, Change::Purged { .. }));
        }),
    },
];
