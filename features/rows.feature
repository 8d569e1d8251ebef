Feature: Rows
  What the servlet promises it stores, in three tables, in UTC and in local time (SPEC section 12).

  @id:rows-clocks-forward @cap:test-clock @cap:local-zone @CCB-ROW-02 @CCB-ROW-07 @CCB-CLK-04
  Scenario: Local times leave out the hour that daylight saving time leaves out
    Given the servlet's clocks go forward in 10 seconds
    And queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the clock tells its instants in local time
    When CallbackEntry asks whether the caller may be offered a callback
    And 8 seconds later CallbackEntry registers the caller's callback
    And 4 seconds later CallbackWait calls the caller back
    Then the caller's callback is in progress
    When 4 seconds later CallbackWait reports that the caller answered and is connected
    Then the caller's callback is complete, connected
    And the clock tells its instants in local time

  @id:rows-clocks-back @cap:test-clock @cap:local-zone @CCB-ROW-02 @CCB-ROW-07 @CCB-CLK-04
  Scenario: Local times tell the hour twice that comes twice
    Given the servlet's clocks go back in 10 seconds
    And queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the clock tells its instants in local time
    When CallbackEntry asks whether the caller may be offered a callback
    And 8 seconds later CallbackEntry registers the caller's callback
    And 4 seconds later CallbackWait calls the caller back
    Then the caller's callback is in progress
    When 4 seconds later CallbackWait reports that the caller answered and is connected
    Then the caller's callback is complete, connected
    And the clock tells its instants in local time

  @id:rows-midnight @cap:test-clock @CCB-ENQ-03 @CCB-ADD-02 @CCB-ROW-02
  Scenario: A call that lasts over midnight UTC keeps the date at which it entered
    Given it is 23:59:50 on a Saturday in Etc/UTC
    And queue billing offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether the caller may be offered a callback
    And 15 seconds later CallbackEntry registers the caller's callback
    Then the caller's callback is pending
    When 1 second later CallbackWait calls the caller back
    And 1 second later CallbackWait reports that the caller answered and is connected
    And 1 second later the caller reaches an agent and CallbackQueue lets the call leave
    Then the caller's callback is complete, connected

  @id:rows-reference-data @CCB-ROW-04
  Scenario: The reference tables hold every event type, every cause, and every queue that was named
    Given queue sales offers every caller a callback
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then the reference tables hold every event type and every cause
    And queue billing is known
    And queue sales is known
    And queue support is unknown

  @id:rows-published-queries @CCB-ROW-05 @CCB-ROW-01
  Scenario: The published queries find pending and failed callbacks
    Given queue billing offers every caller a callback
    When CallbackEntry puts caller Ann in queue billing with an estimated wait of 180 seconds
    And CallbackEntry puts caller Bob in queue billing with an estimated wait of 180 seconds
    And CallbackEntry asks whether caller Ann may be offered a callback
    And 1 second later CallbackEntry registers caller Ann's callback
    Then the published query for pending callbacks finds caller Ann
    And the published query for failed callbacks does not find caller Ann
    When CallbackEntry asks whether caller Bob may be offered a callback
    And 1 second later CallbackEntry registers caller Bob's callback
    And 1 second later CallbackWait reports that caller Ann cancels the callback
    Then the published query for failed callbacks finds caller Ann
    And the published query for pending callbacks does not find caller Ann
    And the published query for pending callbacks finds caller Bob
