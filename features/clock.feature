Feature: The test clock
  A servlet that was started for testing offers a clock that a tester moves (SPEC section 15).

  @id:clock-moves @cap:test-clock @CCB-CLK-01 @CCB-CLK-04 @CCB-TIM-01
  Scenario: The clock runs every tick that falls due, in order, and does not move back
    When CallbackEntry puts the caller in queue billing with an estimated wait of 180 seconds
    Then ticks come at most 11 seconds apart
    When 61 seconds later CallbackWait asks how long the caller still waits
    Then 121 seconds of waiting are told
    And the clock does not move back
