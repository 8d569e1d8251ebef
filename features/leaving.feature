Feature: Leaving a queue
  A call leaves its queue when it reaches an agent, or when the caller hangs up for good (SPEC section 9).

  @id:leave-while-pending @CCB-LVQ-05 @CCB-LVQ-02 @CCB-LVQ-04
  Scenario: Who leaves while the callback is pending cancels it
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later the caller hangs up, and CallbackEntry lets the call leave
    Then it is answered "done"
    And the caller's callback is canceled, call abandon
    When 1 second later the caller hangs up, and CallbackEntry lets the call leave
    Then it is refused: not in queue

  @id:leave-while-in-progress @CCB-LVQ-05 @CCB-LVQ-02
  Scenario: Who leaves while the callback is in progress cancels it
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later the caller hangs up, and CallbackQueue lets the call leave
    Then it is answered "done"
    And the caller's callback is canceled, call abandon

  @id:leave-after-completion @CCB-LVQ-03 @CCB-LVQ-02
  Scenario: Who leaves after the callback was connected leaves it as it is
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller answered and is connected
    And 1 second later the caller hangs up, and CallbackQueue lets the call leave
    Then it is answered "done"
    And the caller's callback is complete, connected

  @id:leave-after-declining @CCB-LVQ-03 @CCB-LVQ-01
  Scenario: Who declined the offer leaves without a callback
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    Then a callback may be offered
    When 5 seconds later the caller hangs up, and CallbackEntry lets the call leave
    Then it is answered "done"
    And the caller has no callback

  @id:leave-unknown @CCB-LVQ-04 @CCB-GST-08 @CCB-TRN-04 @CCB-LVQ-01
  Scenario: A call that was never seen cannot leave, nor be asked for
    When the caller hangs up, and CallbackEntry lets the call leave
    Then it is refused: unknown callid
    When CallbackWait asks how long the caller still waits
    Then it is refused: unknown callid
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And 1 second later the caller hangs up, and CallbackEntry lets the call leave
    And 1 second later CallbackWait asks how long the caller still waits
    Then it is refused: not in queue

  @id:leave-refused @CCB-TRN-04
  Scenario: Without a callid in its proper form nothing can leave or be asked for
    Given the next request leaves out the callid
    When the caller hangs up, and CallbackEntry lets the call leave
    Then it is refused: missing parameter
    Given in the next request the callid is "064C"
    When the caller hangs up, and CallbackEntry lets the call leave
    Then it is refused: invalid parameter
    Given the next request leaves out the callid
    When CallbackWait asks how long the caller still waits
    Then it is refused: missing parameter
    Given in the next request the callid is "064CD880000100000000025308C6C90 A"
    When CallbackWait asks how long the caller still waits
    Then it is refused: invalid parameter
