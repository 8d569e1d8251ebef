//! What the applications of a generated site log, and the servlet's threads that answer them.

use std::fmt::Arguments;
use std::io::{self, Write};

use super::lines::Caller;
use super::site::{EXEC, Entry, Site};
use crate::ccb::callid::Callid;

impl<W: Write> Site<'_, W> {
    /// A session begins.
    pub(super) fn begin(&mut self, caller: &mut Caller, at_ms: i64, application: &'static str) -> io::Result<()> {
        self.sessions += 1;
        caller.session = (at_ms, self.sessions, application);
        let (w, number) = (&mut self.write, caller.number);
        w.activity(caller, at_ms, format_args!(",start,newcall,"))?;
        w.activity(caller, at_ms, format_args!(",start,ani,{number}"))?;
        for name in ["areacode", "exchange", "uui", "iidigits"] {
            w.activity(caller, at_ms, format_args!(",start,{name},NA"))?;
        }
        w.activity(caller, at_ms, format_args!(",start,dnis,8013"))?;
        w.activity(caller, at_ms, format_args!(",start,parameter,_userCourtesyCallbackEnabled=1"))?;
        w.activity(caller, at_ms, format_args!(",start,parameter,qname=queue-{:02}", caller.queue))?;
        w.activity(caller, at_ms, format_args!(",start,parameter,callid={}", caller.guid))?;
        if application == "CallbackEntry" {
            w.activity(caller, at_ms, format_args!(",start,parameter,ewt={}", caller.ewt_s))?;
            w.activity(caller, at_ms, format_args!(",start,parameter,ani={number}"))?;
        }
        w.activity(
            caller,
            at_ms,
            format_args!(",start,parameter,_ccbServlet=http://10.1.1.10:8000/cvp/CallbackServlet"),
        )?;
        self.element(caller, at_ms, at_ms + 140, "CVP Subdialog Start_01", "done")
    }

    /// An element that asks nothing.
    pub(super) fn element(
        &mut self,
        caller: &Caller,
        at_ms: i64,
        until_ms: i64,
        name: &str,
        exit: &str,
    ) -> io::Result<()> {
        self.write.activity(caller, at_ms, format_args!("{name},enter,"))?;
        self.write.activity(caller, until_ms, format_args!("{name},exit,{exit}"))
    }

    /// The element in which the caller waited is left, and another one entered.
    pub(super) fn pause(&mut self, at_ms: i64, entry: &mut Entry, next: Option<&'static str>) -> io::Result<()> {
        if let Some(name) = std::mem::replace(&mut entry.pause, next) {
            self.write.activity(&entry.caller, at_ms - 16, format_args!("{name},exit,done"))?;
        }
        match next {
            Some(name) => self.write.activity(&entry.caller, at_ms, format_args!("{name},enter,")),
            None => Ok(()),
        }
    }

    /// An element that asks the servlet at `at_ms`, and what it is answered.
    pub(super) fn asks(
        &mut self,
        caller: &Caller,
        at_ms: i64,
        name: &str,
        element: &str,
        answer: &[(&str, &str)],
    ) -> io::Result<()> {
        let w = &mut self.write;
        let from_ms = at_ms - 16;
        w.activity(caller, from_ms, format_args!("{name},enter,"))?;
        w.activity(caller, from_ms, format_args!("{name},custom,{element},ELEMENT_ENTRY"))?;
        if element == "Callback_Validate" {
            w.activity(caller, at_ms, format_args!("{name},custom,{element},ELEMENT_ENTRY"))?;
            let outcome =
                format_args!("{name},custom,probe outcome,id:10.1.2.{};loc:site;trunks:9000", caller.queue).to_string();
            w.activity(caller, at_ms, format_args!("{outcome}"))?;
        }
        w.activity(caller, at_ms, format_args!("{name},custom,{element},ELEMENT_EXIT"))?;
        for (field, value) in answer {
            w.activity(caller, at_ms, format_args!("{name},data,{field},{value}"))?;
        }
        w.activity(caller, at_ms, format_args!("{name},exit,done"))
    }

    /// A session ends. The hook leaves the queue only where it is not skipped.
    pub(super) fn end(&mut self, caller: &Caller, at_ms: i64, leaves: bool, how: &str) -> io::Result<()> {
        let w = &mut self.write;
        w.activity(caller, at_ms, format_args!(",custom,Callback_Leave_Queue,ELEMENT_ENTRY"))?;
        let outcome = if leaves { "ELEMENT_EXIT" } else { "Skipping the rest of Callback_Leave_Queue" };
        w.activity(caller, at_ms, format_args!(",custom,Callback_Leave_Queue,{outcome}"))?;
        w.activity(caller, at_ms, format_args!(",end,how,{how}"))?;
        w.activity(caller, at_ms, format_args!(",end,result,normal"))?;
        w.activity(caller, at_ms, format_args!(",end,duration,{}", (at_ms - caller.session.0) / 1000))
    }

    /// A line of a request's thread.
    pub(super) fn servlet(&mut self, at_ms: i64, text: Arguments<'_>) -> io::Result<()> {
        self.write.reporting(at_ms, "http-processor", text)
    }

    /// `GetStatus`, and whether it is the caller's turn.
    pub(super) fn status(&mut self, at_ms: i64, id: u64, entry: &Entry, element: &str) -> io::Result<bool> {
        let caller = &entry.caller;
        let starts = entry.callback && entry.remaining_s < 0;
        let position = self.queues[caller.queue].position(id).to_string();
        let (ewt, number) = (entry.remaining_s.max(0).to_string(), caller.number.to_string());
        let recording = format!("http://10.1.1.10:7000/CVP/audio/recordings/audio{id}.wav");
        let answer = [
            ("startCallback", if starts { "true" } else { "false" }),
            ("ewt", ewt.as_str()),
            ("qpos", position.as_str()),
            ("cli", "8005551212"),
            ("rna", "30"),
            ("dn", number.as_str()),
            ("rec", recording.as_str()),
        ];
        self.asks(caller, at_ms, element, "Callback_Get_Status", &answer)?;
        self.servlet(
            at_ms,
            format_args!("GetStatusHandler:GetStatus{EXEC} GetStatusHandler CALLGUID={}", caller.guid),
        )?;
        Ok(starts)
    }

    /// `UpdateStatus`, and what its element tells.
    pub(super) fn update(
        &mut self,
        at_ms: i64,
        entry: &Entry,
        name: &str,
        (status, reason): (i64, i64),
        word: &str,
    ) -> io::Result<()> {
        let guid = entry.caller.guid;
        let moved = matches!(status, 27 | 28);
        self.asks(
            &entry.caller,
            at_ms,
            name,
            "Callback_Update_Status",
            &[("result", if moved { "success" } else { word })],
        )?;
        let handler =
            format_args!("UpdateStatusHandler:UpdateStatus{EXEC} UpdateStatusHandler CALLGUID={guid}").to_string();
        self.servlet(at_ms, format_args!("{handler} status={status} reason={reason}"))?;
        self.servlet(at_ms, format_args!("{handler} returning status={word}"))?;
        if moved {
            let told = if status == 27 { "Drop From Queue" } else { "Add To Queue" };
            return self.servlet(at_ms, format_args!("{handler} {told}"));
        }
        self.stored(at_ms, guid, Some(reason))
    }

    /// What leaving or a new state stores.
    pub(super) fn stored(&mut self, at_ms: i64, guid: Callid, cause: Option<i64>) -> io::Result<()> {
        let date = self.write.record_date(at_ms);
        let about = "JdbcCallbackQueueDAO:updateQueueStatus: Request to update CallbackQueue status.";
        self.servlet(at_ms, format_args!("{about} CallGUID={guid} queueStatus=0 leaveDateTime={date}"))?;
        if let Some(cause) = cause {
            let about = "JdbcCallbackDAO:updateEvent: Request to update event on Callback record.";
            self.servlet(at_ms, format_args!("{about} CallGUID={guid} eventDateTime: {date} CauseID={cause}"))?;
        }
        Ok(())
    }
}
