Feature: Archive
  Canceled and complete callbacks move to the historical table, and old events are removed (SPEC section 12).

  @id:archive-complete @cap:archive @CCB-ARC-01 @CCB-ARC-02
  Scenario: A complete callback is archived within 30 minutes, shown once at every moment, and counts no more against its gateway
    Given queue billing offers every caller a callback
    And caller Ann's call came through gateway west at doclab with 1 trunks
    And caller Bob's call came through gateway west at doclab with 1 trunks
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 1 second later CallbackEntry registers caller Ann's callback
    And 1 second later CallbackWait calls caller Ann back
    And 1 second later CallbackWait reports that caller Ann answered and is connected
    And 1 second later caller Ann reaches an agent and CallbackQueue lets the call leave
    Then caller Ann's callback is shown once
    When 31 minutes later nobody has asked for anything
    Then caller Ann's callback is archived
    And caller Ann's callback is shown once
    And caller Ann's callback is complete, connected
    When CallbackEntry puts caller Bob in queue billing with an estimated wait of 180 seconds
    Given queue billing offers every caller a callback
    When CallbackEntry asks whether caller Bob may be offered a callback
    Then a callback may be offered

  @id:archive-canceled @cap:archive @CCB-ARC-01
  Scenario: A canceled callback is archived, and the published query still finds it
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait reports that the caller cancels the callback
    And 31 minutes later nobody has asked for anything
    Then the caller's callback is archived
    And the caller's callback is shown once
    And the published query for failed callbacks finds the caller

  @id:archive-not-pending @cap:archive @CCB-ARC-01
  Scenario: A pending callback is not archived
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackQueue plays 15 loops of 124 seconds to the caller, and asks after each
    Then the caller's callback is not archived
    And the caller's callback is shown once
    And the caller's callback is pending

  @id:archive-purge @cap:archive @cap:purge @CCB-ARC-03 @CCB-ARC-01
  Scenario: Events are kept for seven days and are gone after
    Given queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 1 second later CallbackEntry registers the caller's callback
    And 1 second later CallbackWait reports that the caller cancels the callback
    And 10079 minutes later nobody has asked for anything
    Then 2 events of the caller are kept
    When 32 minutes later nobody has asked for anything
    Then 0 events of the caller are kept
    And the caller's callback is canceled, caller canceled
