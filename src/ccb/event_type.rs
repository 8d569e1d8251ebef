//! Event types: the states of a callback, and the call events that share their numbering (SPEC 1.1).

use super::numbered::numbered_enum;

numbered_enum! {
    /// A row of `eventtyperef`. 20 to 29 are the states of a callback.
    EventType:
    NewCall = 0 "New Call",
    ConnectFailure = 1 "Connect Failure",
    Busy = 2 "Busy",
    NoAnswer = 3 "No Answer",
    Answer = 4 "Answer",
    Abandon = 5 "Abandon",
    Disconnect = 6 "Disconnect",
    HangUp = 7 "Hang Up",
    AppTransfer = 8 "App Transfer",
    AppSessionComplete = 9 "App Session Complete",
    CallTransfer = 10 "Call Transfer",
    RunScript = 11 "Run Script",
    AgentRecording = 12 "Agent Recording",
    IcmRecording = 13 "ICM Recording",
    AgentVideo = 14 "Agent Video",
    IcmVideo = 15 "ICM Video",
    BridgeTransfer = 16 "Bridge Transfer",
    BlindTransfer = 17 "Blind Transfer",
    ReqIcmLabel = 18 "ReqICMLabel",
    AudioRecording = 19 "Audio Recording",
    Canceled = 20 "Callback Canceled",
    Pending = 21 "Callback Pending",
    InProgress = 22 "Callback In Progress",
    Tentative = 23 "Callback Tentative",
    Complete = 24 "Callback Complete",
    Recover = 25 "Callback Recover",
    Created = 26 "Callback Created",
    DroppedFromQueue = 27 "Callback Dropped from queue",
    AddedToQueue = 28 "Callback Added to queue",
    MaxCallbacksExceeded = 29 "Max allowed callbacks to this ANI exceeded",
}
